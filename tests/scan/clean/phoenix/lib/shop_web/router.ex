defmodule ShopWeb.Router do
  use ShopWeb, :router

  pipeline :api do
    plug :accepts, ["json"]
  end

  scope "/", ShopWeb do
    pipe_through :api
    get "/health", HealthController, :ready
    get "/live", HealthController, :live
    post "/session/token", SessionController, :create
  end

  if Application.compile_env(:shop, :dev_routes) do
    scope "/dev" do
      forward "/mailbox", Plug.Swoosh.MailboxPreview
    end
  end
end
