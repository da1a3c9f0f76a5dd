import type { TObject } from '@sinclair/typebox';
import { Config as operator, ShapeConfig } from '../../packages/cli/src/config.ts';
import { StorageConfig } from '../../packages/image-store/src/config.ts';
import { Config as auth } from '../../services/auth/src/config.ts';
import { Config as chatCommand } from '../../services/chat-command/src/config.ts';
import { Config as delivery } from '../../services/delivery/src/config.ts';
import { Config as gateway } from '../../services/gateway/src/config.ts';
import { Config as media } from '../../services/media/src/config.ts';
import { Config as projection } from '../../services/projection/src/config.ts';

export type Section = { title: string; text: string; config: TObject };

/** Every program that reads its environment with a schema. */
export const sections: readonly Section[] = [
  { title: 'gateway', text: 'The public door.', config: gateway },
  { title: 'chat-command', text: 'Decides, and writes the log.', config: chatCommand },
  { title: 'projection', text: 'Reads the log into Postgres. `src/migrate.ts` reads the same.', config: projection },
  { title: 'auth', text: 'Accounts and sessions.', config: auth },
  { title: 'delivery', text: 'Presence and receipts.', config: delivery },
  { title: 'media', text: `Images. Numbers of processors are those of the machine.`, config: fixed(media) },
  {
    title: 'messenger',
    text: "The operator's command. What is not set comes from `stack.env` in `DATA_DIR`, which `npm start` writes.",
    config: {
      ...operator,
      properties: { ...operator.properties, ...ShapeConfig.properties, ...StorageConfig.properties },
    },
  },
];

/** A default that differs from machine to machine would make the page differ too. */
function fixed(config: TObject): TObject {
  const properties = Object.entries(config.properties).map(([name, property]) =>
    name === 'MAX_DECODES' ? [name, { ...property, default: 'one a processor' }] : [name, property],
  );
  return { ...config, properties: Object.fromEntries(properties) };
}

/** What the same name means everywhere, where a schema says nothing else. */
export const common: Readonly<Record<string, string>> = {
  NATS_URL: 'such as `nats://127.0.0.1:4222`; several servers of a cluster by comma',
  NATS_USER: "the user's name; each service has one of its own",
  NATS_PASSWORD: 'of that user',
  DATABASE_URL: 'such as `postgres://user:password@127.0.0.1:5432/messenger`',
  DATABASE_POOL: 'connections to Postgres',
  REDIS_URL: 'such as `redis://:password@127.0.0.1:6379`',
  HOST: 'where it listens',
  HEALTH_PORT: 'of `/health`, `/ready` and `/metrics`; 0: any that is free',
  NODE_ENV: '`production` refuses what is for development only',
  READ_SCHEMA: 'the schema of the read model',
};

/** Read by `npm start`, `npm test` and what they are made of, without a schema. */
export const startVariables: Readonly<Record<string, { value?: string; meaning: string }>> = {
  PORT: { value: '3000', meaning: 'where the messenger is served; every other port is chosen free' },
  HOST: { value: '127.0.0.1', meaning: 'the address it listens on' },
  DATA_DIR: { value: '.data', meaning: 'everything that outlives a stop' },
  DATABASE_URL: { meaning: 'a Postgres that runs already, used instead of starting one' },
  NATS_URL: {
    meaning: 'the same for NATS, a cluster by comma; without a user each service logs in as itself',
  },
  REDIS_URL: { meaning: 'the same for Redis' },
  NATS_USER: { meaning: 'of all services, at a NATS that runs already; `NATS_USER_<SERVICE>` of one' },
  NATS_PASSWORD: { meaning: 'with it; `NATS_PASSWORD_<SERVICE>` of one, such as `NATS_PASSWORD_CHAT_COMMAND`' },
  S3_ENDPOINT: { meaning: 'an S3 store for images, in place of a folder; with the other `S3_` variables of media' },
  S3_REGION: { value: 'us-east-1', meaning: 'of that store' },
  MEDIA_DIR: { value: '`media` in `DATA_DIR`', meaning: 'the folder of images' },
  MEDIA_SECRET: { value: 'made', meaning: 'what gateways prove themselves to media with' },
  CHAT_SHARDS: { value: '1', meaning: 'streams that chats are spread over, at most 64; fixed once the log exists' },
  REPLICAS: {
    value: 'as there are, else 1',
    meaning: 'copies of each stream in a NATS cluster (nats-server 2.12 or newer)',
  },
  IMPORT: { meaning: 'a file of `messenger export`, brought into an empty log before the services start' },
  RESTORE: { meaning: 'a folder of `messenger backup`, brought into an empty system before the services start' },
  RESTORE_UNTIL: { meaning: 'with it: up to where of each stream, such as `CHAT-0=1234`, by comma' },
  LOG_LEVEL: { value: 'info', meaning: "of all services; `debug` shows the servers' own output too" },
  STACK: { meaning: '`docker`: run the servers in containers even where they are installed' },
  NODE_OPTIONS: {
    meaning:
      "Node's own; a service's `--max-semi-space-size` (64 for gateways, 4 where little is done) gives way to one in it",
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    meaning: 'a collector of traces, such as `http://127.0.0.1:4318`; none are made without',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: { meaning: 'the same, with its whole path' },
  OTEL_SDK_DISABLED: { meaning: '`true`: no traces, whatever else is set' },
  OTEL_TRACES_SAMPLER_ARG: { value: '1', meaning: 'the share of traces that is kept, 0 to 1' },
  OTEL_BSP_SCHEDULE_DELAY: { value: '5000', meaning: 'milliseconds until spans are sent' },
  CHROMIUM: { meaning: 'the browser for `npm test`' },
};
