import { openEventStore } from '@messenger/event-store';
import { beginService } from '@messenger/kit';
import { connectBus } from '@messenger/messaging';
import { startApp } from './app.ts';
import { Config } from './config.ts';

await using service = await beginService('chat-command', Config, process.env);
const { log } = service;

await using bus = await connectBus({ ...service.nats, log });
const events = await openEventStore(bus, { log });
await using app = await startApp({ bus, events, log });
service.serves({ nats: () => bus.healthy(), app: () => app.ready() });
log.info({ generation: events.shape.generation }, 'ready');
log.info({ reason: await service.stopped }, 'stopping');
