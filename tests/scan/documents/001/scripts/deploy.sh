#!/bin/bash
# scripts/deploy.sh

set -e

ENVIRONMENT=${1:-staging}
IMAGE_TAG=${2:-latest}

echo " Deploying to $ENVIRONMENT with image tag $IMAGE_TAG"

# Build and push image
echo " Building Docker image..."
docker build -t myapp:$IMAGE_TAG .
docker tag myapp:$IMAGE_TAG ghcr.io/username/myapp:$IMAGE_TAG
docker push ghcr.io/username/myapp:$IMAGE_TAG

# Deploy based on environment
case $ENVIRONMENT in
  staging)
    echo " Deploying to staging..."
    flyctl deploy \
      --image ghcr.io/username/myapp:$IMAGE_TAG \
      --app myapp-staging \
      --strategy immediate
    ;;
  production)
    echo " Deploying to production..."
    # Production uses blue-green deployment
    flyctl deploy \
      --image ghcr.io/username/myapp:$IMAGE_TAG \
      --app myapp-production \
      --strategy bluegreen
    ;;
  *)
    echo " Unknown environment: $ENVIRONMENT"
    exit 1
    ;;
esac

# Health check
echo " Running health check..."
sleep 30

if [ $ENVIRONMENT = "staging" ]; then
  HEALTH_URL="https://staging.myapp.com/health"
else
  HEALTH_URL="https://myapp.com/health"
fi

if curl -f $HEALTH_URL; then
  echo " Deployment successful!"
else
  echo " Health check failed!"
  exit 1
fi

echo " Deployment to $ENVIRONMENT completed successfully!"
