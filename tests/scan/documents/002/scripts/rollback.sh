#!/bin/bash
# 1. Revert to previous version
kubectl rollout undo deployment/my-app
# or
heroku rollback
# or
git revert HEAD && git push && deploy

# 2. Verify rollback
health-check production

# 3. Investigate issue
check-logs --since 1h
check-errors --since 1h

# 4. Notify team
slack-notify "ROLLBACK: Reverted to previous version due to [reason]"
