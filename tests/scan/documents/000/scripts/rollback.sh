#!/bin/bash
# If using releases, keep previous release available
# Deploy previous release
./bin/my_app stop
# Switch symlink to previous release
ln -sfn /opt/my_app/releases/1.0.0 /opt/my_app/current
./bin/my_app start

# Verify rollback
curl -f https://production.example.com/health
