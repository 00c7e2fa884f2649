import Config

config :shop, Shop.Repo,
  username: "postgres",
  password: "postgres",
  database: "shop_test#{System.get_env("MIX_TEST_PARTITION")}",
  pool: Ecto.Adapters.SQL.Sandbox

config :shop, ShopWeb.Endpoint,
  http: [ip: {127, 0, 0, 1}, port: 4002],
  secret_key_base: "uQm2yN8dTq5rW7xZ1vB4nC6kL9jH3gF0sA2pO8iU7yT5rE4wQ1zX6cV3bN5mK8lJ",
  server: false

config :logger, level: :warning
