defmodule MyApp.Repo.Migrations.AddIndexSafely do
  use Ecto.Migration

  @disable_ddl_transaction true

  def up do
    # Create index concurrently to avoid locking
    create index("posts", ["user_id"], concurrently: true)
  end

  def down do
    drop index("posts", ["user_id"])
  end
end
