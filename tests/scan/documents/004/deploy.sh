#!/bin/sh
set -eu
ssh prod-server "cd /app && mix ecto.migrate"
