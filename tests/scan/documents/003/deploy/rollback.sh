#!/bin/bash
# Run migrations on deployment
bin/anvil eval "Anvil.Release.migrate()"

# Rollback if needed
bin/anvil eval "Anvil.Release.rollback(Anvil.Repo, 1)"
