#!/bin/sh
set -eu
kubectl -n "$1" create job --from=cronjob/migrate "migrate-$(date +%s)"
