import { openEventStore } from '@messenger/event-store';
import { openStorage, storageOf } from '@messenger/image-store';
import { beginService } from '@messenger/kit';
import { openDatabase } from '@messenger/kit/postgres';
import { connectBus } from '@messenger/messaging';
import { startApp } from './app.ts';
import { Config } from './config.ts';
import type { Tables } from './database/tables.ts';

await using service = await beginService('media', Config, process.env);
const { config, log } = service;
const choice = storageOf(config);

await using bus = await connectBus({ ...service.nats, log });
await using db = openDatabase<Tables>(config.DATABASE_URL, { name: 'media', size: config.DATABASE_POOL, log });
const events = await openEventStore(bus, { log });
const storage = await openStorage(choice, log);
await using app = await startApp({ bus, events, db, storage, config, log });
service.serves({ nats: () => bus.healthy(), app: () => app.ready() });
log.info({ port: app.port, store: choice.kind }, 'ready');
log.info({ reason: await service.stopped }, 'stopping');
