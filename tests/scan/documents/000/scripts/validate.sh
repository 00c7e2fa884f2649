#!/bin/bash
# Required - ALL MUST PASS
mix compile --warnings-as-errors    # Zero warnings
mix format --check-formatted        # Code formatted
mix test                            # All tests pass
mix test --cover                    # Coverage ≥ 80%
mix credo --strict                  # No credo issues

# Security - MUST PASS
mix sobelow --config                # No security issues
mix hex.audit                       # No vulnerable dependencies

# Type checking - SHOULD PASS
mix dialyzer                        # No type errors

# Release build - MUST PASS
MIX_ENV=prod mix release            # Release builds successfully
