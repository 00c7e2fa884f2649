#!/bin/bash
# Run all tests
npm run test:unit
npm run test:integration
npm run test:e2e

# Check coverage
npm run test:coverage

# Verify coverage threshold
if [ $(coverage-percent) -lt 80 ]; then
  echo "Coverage below 80%"
  exit 1
fi

# Linting
npm run lint

# Type checking
npm run type-check
