defmodule Shop.Fixtures do
  def user_password, do: "hello world!"
  def token, do: Mix.env()
end
