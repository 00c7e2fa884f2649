defmodule Shop.Repo.Migrations.IndexOrders do
  use Ecto.Migration
  @disable_ddl_transaction true
  @disable_migration_lock true

  def change do
    create index(:orders, [:user_id], concurrently: true)
  end
end
