defmodule MyApp.Repo.Migrations.AddColumnWithDefault do
  use Ecto.Migration

  def up do
    # Step 1: Add column without default
    alter table("users") do
      add :status, :string
    end

    # Step 2: Update existing records
    execute "UPDATE users SET status = 'active' WHERE status IS NULL"

    # Step 3: Add NOT NULL constraint
    alter table("users") do
      modify :status, :string, null: false
    end

    # Step 4: Add index
    create index("users", ["status"])
  end

  def down do
    alter table("users") do
      remove :status
    end
  end
end
