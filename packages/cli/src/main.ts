#!/usr/bin/env node
import { provision } from '@messenger/event-store';
import { createLogger, loadConfig } from '@messenger/kit';
import { connectBus } from '@messenger/messaging';
import { Type } from '@sinclair/typebox';

const Config = Type.Object({
  NATS_URL: Type.String(),
  NATS_USER: Type.Optional(Type.String()),
  NATS_PASSWORD: Type.Optional(Type.String()),
  CHAT_SHARDS: Type.Integer({ minimum: 1, maximum: 64, default: 1 }),
  REPLICAS: Type.Integer({ minimum: 1, maximum: 5, default: 1 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
});

const [command] = process.argv.slice(2);
if (command === 'provision') {
  const config = loadConfig(Config, process.env);
  const log = createLogger('messenger', config.LOG_LEVEL);
  await using bus = await connectBus({
    url: config.NATS_URL,
    ...(config.NATS_USER === undefined ? {} : { user: config.NATS_USER, password: config.NATS_PASSWORD ?? '' }),
    name: 'operator',
    log,
  });
  await provision(bus, { chatShards: config.CHAT_SHARDS, replicas: config.REPLICAS, log });
} else {
  process.stderr.write(`usage: messenger provision   make the log's streams and buckets\n`);
  process.exitCode = 2;
}
