import Config

config :shop, Shop.Repo,
  username: "postgres",
  password: "postgres",
  hostname: "localhost",
  database: "shop_dev",
  stacktrace: true,
  show_sensitive_data_on_connection_error: true,
  pool_size: 10

config :shop, ShopWeb.Endpoint,
  http: [ip: {127, 0, 0, 1}, port: 4000],
  check_origin: false,
  code_reloader: true,
  debug_errors: true,
  secret_key_base: "pYk0nqV3pVb1m8n3U2l9Xw7c5Zt6Rr4Ee1Qq0Ss9Dd8Ff7Gg6Hh5Jj4Kk3Ll2Mm1"

config :shop, dev_routes: true
config :logger, :console, format: "[$level] $message\n"
