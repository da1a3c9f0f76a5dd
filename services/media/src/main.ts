import { openEventStore } from '@messenger/event-store';
import { openStorage, storageOf } from '@messenger/image-store';
import { beginService, serveHealth, untilSignal } from '@messenger/kit';
import { openDatabase } from '@messenger/kit/postgres';
import { connectBus } from '@messenger/messaging';
import { startApp } from './app.ts';
import { Config } from './config.ts';
import type { Tables } from './database/tables.ts';

await using service = await beginService('media', Config, process.env);
const { config, log } = service;
const choice = storageOf(config);
const stopping = new AbortController();
const stopped = untilSignal('SIGINT', 'SIGTERM');
stopped.then(() => stopping.abort());

await using bus = await connectBus({ ...service.nats, log });
await using db = openDatabase<Tables>(config.DATABASE_URL, { name: 'media', size: config.DATABASE_POOL, log });
const events = await openEventStore(bus, { log, signal: stopping.signal });
const storage = await openStorage(choice, log, stopping.signal);
await using app = await startApp({ bus, events, db, storage, config, log });
await using _health = await serveHealth(
  config.HEALTH_PORT,
  { nats: () => bus.healthy(), app: () => app.ready() },
  { host: config.HOST },
);
log.info({ port: app.port, store: choice.kind }, 'media serves');
log.info({ reason: await stopped }, 'media stops');
