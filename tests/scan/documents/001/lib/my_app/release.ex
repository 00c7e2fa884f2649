# lib/my_app/release.ex
defmodule MyApp.Release do
  @moduledoc """
  Used for executing DB release tasks when run in production without Mix
  installed.
  """
  @app :my_app

  def migrate do
    load_app()

    for repo <- repos() do
      {:ok, _, _} = Ecto.Migrator.with_repo(repo, &Ecto.Migrator.run(&1, :up, all: true))
    end
  end

  def rollback(repo, version) do
    load_app()
    {:ok, _, _} = Ecto.Migrator.with_repo(repo, &Ecto.Migrator.run(&1, :down, to: version))
  end

  def migration_status do
    load_app()

    for repo <- repos() do
      case Ecto.Migrator.with_repo(repo, &Ecto.Migrator.migrations/1) do
        {:ok, migrations, _} ->
          IO.puts("=== #{repo} ===")
          
          for {status, number, description} <- migrations do
            status_string = 
              case status do
                :up -> ""
                :down -> ""
              end
            
            IO.puts("#{status_string} #{number} #{description}")
          end

        {:error, error} ->
          IO.puts("Error checking migrations for #{repo}: #{inspect(error)}")
      end
    end
  end

  defp repos do
    Application.fetch_env!(@app, :ecto_repos)
  end

  defp load_app do
    Application.load(@app)
  end
end
