#!/bin/bash
# Deploy to staging
npm run deploy:staging

# Wait for deployment
sleep 30

# Run smoke tests
npm run test:smoke -- --env=staging

# Manual verification
echo "Verify staging at: https://staging.example.com"
echo "Proceed to production? (y/n)"
read answer

if [ "$answer" != "y" ]; then
  echo "Deployment cancelled"
  exit 1
fi
