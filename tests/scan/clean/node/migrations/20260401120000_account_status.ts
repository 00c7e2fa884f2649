import type { Knex } from 'knex';

export const config = { transaction: false };

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('accounts', (table) => {
    table.string('status').nullable();
  });
  await knex.raw('CREATE INDEX CONCURRENTLY accounts_status ON accounts (status)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP INDEX CONCURRENTLY accounts_status');
  await knex.schema.alterTable('accounts', (table) => {
    table.dropColumn('status');
  });
}
