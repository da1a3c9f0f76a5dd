export { databaseIsAway } from './database-is-away.ts';
export { migrateSchema, migrateToLatest } from './migrate-schema.ts';
export { openDatabase } from './open-database.ts';
export { openPool } from './open-pool.ts';
export { isRefusedData, sqlState } from './sql-state.ts';
