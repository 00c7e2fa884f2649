import Config

if config_env() == :prod do
  database_url = System.get_env!("DATABASE_URL")

  config :my_app, MyApp.Repo,
    url: database_url

  config :my_app, MyAppWeb.Endpoint,
    url: [host: "localhost"],
    http: [port: 4000]
end
