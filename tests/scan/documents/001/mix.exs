defmodule MyApp.MixProject do
  use Mix.Project

  def project do
    [app: :my_app, version: "1.0.0", aliases: ["assets.deploy": ["tailwind my_app", "phx.digest"]]]
  end
end
