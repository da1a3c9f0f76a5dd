import { openEventStore } from '@messenger/event-store';
import { beginService } from '@messenger/kit';
import { connectRedis } from '@messenger/kit/redis';
import { connectBus } from '@messenger/messaging';
import { startApp } from './app.ts';
import { Config } from './config.ts';

await using service = await beginService('delivery', Config, process.env);
const { config, log } = service;

await using bus = await connectBus({ ...service.nats, log });
await using redis = connectRedis(config.REDIS_URL, {
  name: 'delivery',
  log,
  answerMs: 2_000,
  whileAway: 'presence is unknown',
});
const events = await openEventStore(bus, { log });
await using app = await startApp({ bus, redis, events, log });
service.serves({ nats: () => bus.healthy(), redis: () => redis.status === 'ready', app: () => app.ready() });
log.info({ healthPort: service.healthPort }, 'ready');
log.info({ reason: await Promise.race([service.stopped, app.failed]) }, 'stopping');
