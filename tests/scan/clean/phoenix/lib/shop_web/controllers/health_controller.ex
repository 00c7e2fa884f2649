defmodule ShopWeb.HealthController do
  use ShopWeb, :controller

  def live(conn, _params), do: send_resp(conn, 200, "alive")

  def ready(conn, _params) do
    case Ecto.Adapters.SQL.query(Shop.Repo, "SELECT 1", []) do
      {:ok, _} -> json(conn, %{status: "ok", database: "connected"})
      {:error, _} -> conn |> put_status(503) |> json(%{status: "error"})
    end
  end
end
