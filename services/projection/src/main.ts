import { openEventStore } from '@messenger/event-store';
import { beginService, serveHealth, untilSignal } from '@messenger/kit';
import { connectBus } from '@messenger/messaging';
import { startApp } from './app.ts';
import { Config } from './config.ts';

await using service = await beginService('projection', Config, process.env);
const { config, log } = service;

await using bus = await connectBus({ ...service.nats, log });
const events = await openEventStore(bus, { log });
await using app = await startApp({
  events,
  databaseUrl: config.DATABASE_URL,
  schema: config.READ_SCHEMA,
  readConnections: config.READ_CONNECTIONS,
  log,
});
await using health = await serveHealth(
  config.HEALTH_PORT,
  { nats: () => bus.healthy(), readModel: () => app.ready() },
  { host: config.HOST },
);
log.info({ healthPort: health.port, ...events.shape }, 'projection started');
const reason = await Promise.race([untilSignal('SIGINT', 'SIGTERM'), app.failed]);
log.info({ reason }, 'stopping');
