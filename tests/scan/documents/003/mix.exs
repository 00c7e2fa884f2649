defmodule Anvil.MixProject do
  use Mix.Project

  def project do
    [app: :anvil, version: "1.0.0", aliases: ["assets.deploy": ["tailwind anvil", "phx.digest"]]]
  end
end
