import { createLogger, loadConfig } from '@messenger/kit';
import { MigrateConfig } from './config.ts';
import { migrate } from './database/migrate.ts';

const config = loadConfig(MigrateConfig, process.env);
await migrate({
  url: config.DATABASE_URL,
  schema: config.READ_SCHEMA,
  log: createLogger('projection', config.LOG_LEVEL),
});
