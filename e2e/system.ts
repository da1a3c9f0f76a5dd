import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStore } from '@messenger/event-store';
import { silentLogger } from '@messenger/kit';
import { type Bus, connectBus } from '@messenger/messaging';
import type { ChatEvent } from '@messenger/proto';
import {
  imagePrograms,
  type NatsLogin,
  renderLog,
  type System,
  type SystemOptions,
  startSystem,
} from '@messenger/stack';
import { copyTemplate } from './data-template.ts';
import { eventsOfChat } from './log-of-chat.ts';

export type WholeSystem = AsyncDisposable & {
  readonly system: System;
  readonly url: string;
  readonly dataDir: string;
  /** Stops everything and starts it on the same data and the same ports, in the environment with what is given. */
  restart(change?: { env?: NodeJS.ProcessEnv; between?: () => Promise<void> }): Promise<void>;
  /** A connection with the operator's rights. */
  operator(): Promise<Bus>;
  /** The chat's events as its subject holds them, decoded. */
  logOf(chatId: string): Promise<ChatEvent[]>;
};

/** Where the tree of an image is mounted whose services are to run instead of the repository's, as in production. */
const image = process.env.IMAGE_TREE;
const environment: NodeJS.ProcessEnv = image
  ? { NODE_ENV: 'production', MEDIA_DIR: '/tmp/media' }
  : { RATE_LIMITS: 'off', BCRYPT_COST: '4' };

/** The whole product as `npm start` runs it, on a data directory of its own. */
export async function wholeSystem({ env, ...options }: Partial<SystemOptions> = {}): Promise<WholeSystem> {
  const dataDir = await mkdtemp(join(tmpdir(), 'messenger-e2e-'));
  await copyTemplate(dataDir);
  const verbose = Boolean(process.env.E2E_LOGS);
  const start = (ports?: readonly number[], more?: NodeJS.ProcessEnv) =>
    startSystem({
      dataDir,
      durable: false,
      ...(image && { programs: imagePrograms(image) }),
      log: (source, line) => {
        const rendered = verbose ? renderLog(source, line, false) : '';
        if (rendered) process.stderr.write(`${rendered}\n`);
      },
      env: {
        ...process.env,
        ...environment,
        // The lag of a busy machine is nothing that a test is about.
        MAX_EVENT_LOOP_DELAY_MS: '0',
        LOG_LEVEL: verbose ? 'info' : 'error',
        ...env,
        ...more,
      },
      ...options,
      ...(ports ? { ports } : {}),
    });
  let system = await start();
  const ports = system.urls.map((url) => Number(new URL(url).port));
  return {
    ...asOperator(() => system.stack.natsFor('operator')),
    get system() {
      return system;
    },
    get url() {
      return system.url;
    },
    dataDir,
    async restart({ env: more, between } = {}) {
      await system[Symbol.asyncDispose]();
      await between?.();
      system = await start(ports, more);
    },
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What an operator can do who logs in to NATS so. */
export function asOperator(login: () => NatsLogin): Pick<WholeSystem, 'operator' | 'logOf'> {
  const operator = () => connectBus({ ...login(), name: 'operator', log: silentLogger });
  return {
    operator,
    async logOf(chatId) {
      await using bus = await operator();
      return await eventsOfChat(await openEventStore(bus, { log: silentLogger }), chatId);
    },
  };
}
