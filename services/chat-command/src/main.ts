import { openEventStore } from '@messenger/event-store';
import { beginService, serveHealth, untilSignal } from '@messenger/kit';
import { connectBus } from '@messenger/messaging';
import { startApp } from './app.ts';
import { Config } from './config.ts';

await using service = await beginService('chat-command', Config, process.env);
const { config, log } = service;
const ended = untilSignal('SIGINT', 'SIGTERM');

await using bus = await connectBus({ ...service.nats, log });
const events = await openEventStore(bus, { log });
await using app = await startApp({ bus, events, log });
await using _health = await serveHealth(
  config.HEALTH_PORT,
  { nats: () => bus.healthy(), app: () => app.ready() },
  { host: config.HOST },
);
log.info({ generation: events.shape.generation }, 'serving');
log.info({ reason: await ended }, 'stopping');
