import { openEventStore } from '@messenger/event-store';
import { beginService } from '@messenger/kit';
import { connectRedis } from '@messenger/kit/redis';
import { connectBus } from '@messenger/messaging';
import { startApp } from './app.ts';
import { Config } from './config.ts';
import { Limits } from './limits/limits.ts';
import { rulesOf } from './limits/rules.ts';

await using service = await beginService('gateway', Config, process.env);
const { config, log } = service;
const rules = rulesOf(config);

await using bus = await connectBus({ ...service.nats, log });
await using redis =
  config.REDIS_URL === undefined
    ? undefined
    : connectRedis(config.REDIS_URL, {
        name: 'gateway',
        log,
        answerMs: 250,
        whileAway: 'each gateway counts for itself',
      });
const events = await openEventStore(bus, { log });
await using app = await startApp({ bus, events, config, log, limits: new Limits(rules, redis) });
service.serves(app.checks);
log.info({ port: app.port, host: config.HOST }, 'ready');
log.info({ reason: await Promise.race([service.stopped, app.failed]) }, 'stopping');
