#!/bin/bash
# 1. Stop application (prevent writes)
scale-app --replicas 0

# 2. Restore from backup
psql $DB < backup_pre_deployment.sql

# 3. Verify data integrity
psql $DB -c "SELECT COUNT(*) FROM critical_table;"

# 4. Restart application
scale-app --replicas 3

# 5. Monitor
check-error-rate --duration 10m
