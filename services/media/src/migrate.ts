import { migrateSchema } from '@messenger/kit/postgres';
import * as attachments from './database/migrations/0001_attachments.ts';

/** Brings schema `media` of the database to the newest shape. */
export const migrate = (databaseUrl: string): Promise<void> =>
  migrateSchema(databaseUrl, 'media', { '0001_attachments': attachments });

if (import.meta.main) {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is not set');
  await migrate(url);
}
