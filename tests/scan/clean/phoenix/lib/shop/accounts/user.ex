defmodule Shop.Accounts.User do
  use Ecto.Schema
  import Ecto.Changeset

  schema "users" do
    field :email, :string
    field :password, :string, virtual: true, redact: true
    field :hashed_password, :string, redact: true
    timestamps()
  end

  def valid_password?(%{hashed_password: hashed}, password) when is_binary(hashed) do
    Bcrypt.verify_pass(password, hashed)
  end

  def changeset(user, attrs), do: cast(user, attrs, [:email, :password])
end
