#!/bin/bash
# Kubernetes
kubectl rollout undo deployment/anvil-app -n anvil

# Docker
docker service update anvil_app --image anvil/app:previous_tag
