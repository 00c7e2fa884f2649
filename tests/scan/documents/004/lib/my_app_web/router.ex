defmodule MyAppWeb.Router do
  use MyAppWeb, :router

  get "/health", PageController, :health
end
