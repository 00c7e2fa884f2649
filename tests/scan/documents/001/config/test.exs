# config/test.exs
import Config

config :my_app, MyApp.Repo,
  username: "postgres",
  password: "postgres",
  hostname: "localhost",
  database: "myapp_test#{System.get_env("MIX_TEST_PARTITION")}",
  pool: Ecto.Adapters.SQL.Sandbox,
  pool_size: 10

# Use different Redis database for each test partition
config :my_app, :redis_url, 
  System.get_env("REDIS_URL", "redis://localhost:6379/#{System.get_env("MIX_TEST_PARTITION", "0")}")

config :my_app, MyAppWeb.Endpoint,
  http: [ip: {127, 0, 0, 1}, port: 4002],
  secret_key_base: "test_secret_key_base_that_is_long_enough",
  server: false

# Fast bcrypt for tests
config :bcrypt_elixir, :log_rounds, 1

# Disable Swoosh for tests
config :my_app, MyApp.Mailer, adapter: Swoosh.Adapters.Test

# Faster tests
config :phoenix, :plug_init_mode, :runtime
