#!/bin/sh
set -eu
kubectl -n "$1" set image deployment/orders orders="$2"
kubectl -n "$1" rollout status deployment/orders --timeout=300s
