#!/bin/bash
set -euo pipefail
pg_dump "$DATABASE_URL" | gzip > "/backups/orders-$(date +%F).sql.gz"
test "$(stat -c %s "/backups/orders-$(date +%F).sql.gz")" -gt 1000
