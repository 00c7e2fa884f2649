# lib/my_app_web/controllers/health_controller.ex
defmodule MyAppWeb.HealthController do
  use MyAppWeb, :controller
  alias MyApp.Deployment

  def show(conn, _params) do
    health = Deployment.health_check()
    
    status_code = 
      case health.status do
        :healthy -> 200
        :unhealthy -> 503
      end

    conn
    |> put_status(status_code)
    |> json(health)
  end

  def version(conn, _params) do
    json(conn, Deployment.deployment_info())
  end

  def ready(conn, _params) do
    # Readiness probe for Kubernetes/Fly.io
    case Deployment.health_check() do
      %{status: :healthy} ->
        send_resp(conn, 200, "ready")

      _ ->
        send_resp(conn, 503, "not ready")
    end
  end

  def live(conn, _params) do
    # Liveness probe - minimal check
    send_resp(conn, 200, "alive")
  end
end
