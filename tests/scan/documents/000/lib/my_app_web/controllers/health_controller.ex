# lib/my_app_web/controllers/health_controller.ex
defmodule MyAppWeb.HealthController do
  use MyAppWeb, :controller

  def index(conn, _params) do
    json(conn, %{status: "ok", timestamp: DateTime.utc_now()})
  end

  def ready(conn, _params) do
    checks = %{
      database: check_database(),
      redis: check_redis(),
      external_api: check_external_api()
    }

    healthy = Enum.all?(checks, fn {_k, v} -> v.status == :ok end)

    conn
    |> put_status(if healthy, do: 200, else: 503)
    |> json(%{
      status: if(healthy, do: "ok", else: "degraded"),
      checks: checks,
      timestamp: DateTime.utc_now()
    })
  end

  defp check_database do
    case Ecto.Adapters.SQL.query(MyApp.Repo, "SELECT 1", []) do
      {:ok, _} -> %{status: :ok}
      {:error, reason} -> %{status: :error, reason: inspect(reason)}
    end
  end

  defp check_redis do
    # Add Redis check if using Redis
    %{status: :ok}
  end

  defp check_external_api do
    # Add external API check if needed
    %{status: :ok}
  end
end
