import { openEventStore } from '@messenger/event-store';
import { beginService } from '@messenger/kit';
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
service.serves({ nats: () => bus.healthy(), readModel: () => app.ready() });
log.info({ healthPort: service.healthPort, ...events.shape }, 'ready');
log.info({ reason: await Promise.race([service.stopped, app.failed]) }, 'stopping');
