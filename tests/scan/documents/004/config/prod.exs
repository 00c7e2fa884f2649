import Config

config :my_app, MyApp.Repo,
  url: System.get_env("DATABASE_URL")

config :my_app, MyAppWeb.Endpoint,
  secret_key_base: "actual_secret_key_here_in_git_history"

config :logger, level: :debug
