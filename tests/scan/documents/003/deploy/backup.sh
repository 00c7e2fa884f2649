#!/bin/bash
# deploy/backup.sh

# Daily backup with retention
BACKUP_NAME="anvil_$(date +%Y%m%d_%H%M%S).sql"
DATABASE_URL="postgres://user:pass@host/anvil_prod"

# Create backup
pg_dump $DATABASE_URL | gzip > /backups/$BACKUP_NAME.gz

# Upload to S3
aws s3 cp /backups/$BACKUP_NAME.gz s3://anvil-backups/daily/

# Clean up old backups (keep 30 days)
find /backups -name "*.gz" -mtime +30 -delete
