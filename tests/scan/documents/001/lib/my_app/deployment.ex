# lib/my_app/deployment.ex
defmodule MyApp.Deployment do
  @moduledoc """
  Deployment utilities for production operations
  """

  def current_version do
    Application.spec(:my_app, :vsn) |> to_string()
  end

  def deployment_info do
    %{
      version: current_version(),
      build_time: build_time(),
      git_sha: git_sha(),
      environment: Mix.env()
    }
  end

  def health_check do
    checks = [
      database_check(),
      redis_check(),
      external_services_check()
    ]

    all_healthy = Enum.all?(checks, & &1.status == :ok)

    %{
      status: if(all_healthy, do: :healthy, else: :unhealthy),
      checks: checks,
      timestamp: DateTime.utc_now()
    }
  end

  defp database_check do
    try do
      MyApp.Repo.query!("SELECT 1", [])
      %{name: :database, status: :ok}
    rescue
      _ -> %{name: :database, status: :error}
    end
  end

  defp redis_check do
    try do
      Redix.command!(:redix, ["PING"])
      %{name: :redis, status: :ok}
    rescue
      _ -> %{name: :redis, status: :error}
    end
  end

  defp external_services_check do
    # Check critical external services
    %{name: :external_services, status: :ok}
  end

  defp build_time do
    case :application.get_key(:my_app, :build_time) do
      {:ok, time} -> time
      :undefined -> "unknown"
    end
  end

  defp git_sha do
    case :application.get_key(:my_app, :git_sha) do
      {:ok, sha} -> sha
      :undefined -> "unknown"
    end
  end
end
