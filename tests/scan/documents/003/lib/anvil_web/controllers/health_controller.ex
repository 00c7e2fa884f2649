# lib/anvil_web/controllers/health_controller.ex
defmodule AnvilWeb.HealthController do
  use AnvilWeb, :controller

  def health(conn, _params) do
    checks = %{
      app: :ok,
      database: check_database(),
      cache: check_cache()
    }
    
    status = if Enum.all?(checks, fn {_, v} -> v == :ok end), do: 200, else: 503
    
    conn
    |> put_status(status)
    |> json(checks)
  end
  
  defp check_database do
    case Ecto.Adapters.SQL.query(Anvil.Repo, "SELECT 1", []) do
      {:ok, _} -> :ok
      _ -> :error
    end
  end
end
