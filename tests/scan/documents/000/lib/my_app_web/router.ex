defmodule MyAppWeb.Router do
  use MyAppWeb, :router

  scope "/api", MyAppWeb do
    get "/health", HealthController, :index
    get "/health/ready", HealthController, :ready
  end
end
