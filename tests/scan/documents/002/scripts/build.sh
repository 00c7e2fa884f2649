#!/bin/bash
# Install dependencies
npm ci --production

# Run build
npm run build

# Validate build artifacts
test -f dist/index.js || exit 1

# Create version tag
VERSION=$(git describe --tags --always)
echo "Building version: $VERSION"

# Run security audit
npm audit --production --audit-level=high
# Verify deployment
curl -f https://api.example.com/health || exit 1

# Check error rates
check-error-rate --threshold 1% --duration 5m

# Verify key features
npm run test:smoke -- --env=production

# Check database migrations applied
psql $DB -c "SELECT version FROM schema_migrations ORDER BY version DESC LIMIT 1;"

# Notify team
slack-notify "Deployment v$VERSION successful"

# Tag release
git tag -a "v$VERSION" -m "Release $VERSION"
git push origin "v$VERSION"
