import { openEventStore } from '@messenger/event-store';
import { beginService } from '@messenger/kit';
import { openDatabase } from '@messenger/kit/postgres';
import { connectRedis } from '@messenger/kit/redis';
import { connectBus } from '@messenger/messaging';
import { startApp } from './app.ts';
import { Config } from './config.ts';
import type { Tables } from './database/tables.ts';

await using service = await beginService('auth', Config, process.env);
const { config, log } = service;

await using bus = await connectBus({ ...service.nats, log });
const events = await openEventStore(bus, { log });
await using db = openDatabase<Tables>(config.DATABASE_URL, { name: 'auth', size: config.DATABASE_POOL, log });
await using redis = connectRedis(config.REDIS_URL, {
  name: 'auth',
  log,
  answerMs: 1_000,
  whileAway: 'each instance counts failed logins for itself',
});
await using app = await startApp({
  bus,
  events,
  db,
  redis,
  log,
  passwords: { cost: config.BCRYPT_COST, threads: config.BCRYPT_THREADS, queue: config.BCRYPT_QUEUE },
});
service.serves({ nats: () => bus.healthy(), app: () => app.ready() });
log.info({ healthPort: service.healthPort }, 'ready');
log.info({ reason: await service.stopped }, 'stopping');
