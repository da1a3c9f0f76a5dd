import { createLogger, loadConfig } from '@messenger/kit';
import { migrate } from '@messenger/read-model';
import { MigrateConfig } from './config.ts';

const config = loadConfig(MigrateConfig, process.env);
await migrate({
  url: config.DATABASE_URL,
  schema: config.READ_SCHEMA,
  log: createLogger('projection', config.LOG_LEVEL),
});
