#!/bin/bash
# deploy/single_server_setup.sh

# Install dependencies
sudo apt update
sudo apt install -y nginx postgresql-14 certbot python3-certbot-nginx

# Setup database
sudo -u postgres createuser -P anvil
sudo -u postgres createdb -O anvil anvil_prod

# Configure Nginx
sudo cp deploy/nginx.conf /etc/nginx/sites-available/anvil
sudo ln -s /etc/nginx/sites-available/anvil /etc/nginx/sites-enabled/
sudo nginx -t && sudo systemctl reload nginx

# Setup SSL
sudo certbot --nginx -d anvil.example.com

# Deploy application
mix deps.get --only prod
MIX_ENV=prod mix compile
MIX_ENV=prod mix assets.deploy
MIX_ENV=prod mix ecto.migrate

# Create systemd service
sudo cp deploy/anvil.service /etc/systemd/system/
sudo systemctl enable anvil
sudo systemctl start anvil
