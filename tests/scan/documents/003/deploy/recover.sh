#!/bin/bash
# Restore from backup
pg_restore -d $DATABASE_URL /backups/anvil_20250724.sql

# Point-in-time recovery
pg_basebackup -h primary -D /recovery
