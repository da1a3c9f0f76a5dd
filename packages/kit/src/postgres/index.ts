export { countPool } from './count-pool.ts';
export { databaseIsAway } from './database-is-away.ts';
export { migrateSchema } from './migrate-schema.ts';
export { openPool } from './open-pool.ts';
export { isRefusedData, sqlState } from './sql-state.ts';
