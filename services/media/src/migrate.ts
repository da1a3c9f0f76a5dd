import { DatabaseConfig, loadConfig } from '@messenger/kit';
import { migrateSchema } from '@messenger/kit/postgres';
import * as attachments from './database/migrations/0001_attachments.ts';

/** Brings schema `media` of the database to the newest shape. */
export const migrate = (databaseUrl: string): Promise<void> =>
  migrateSchema(databaseUrl, 'media', { '0001_attachments': attachments });

if (import.meta.main) await migrate(loadConfig(DatabaseConfig, process.env).DATABASE_URL);
