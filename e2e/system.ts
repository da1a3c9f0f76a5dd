import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStore } from '@messenger/event-store';
import { silentLogger } from '@messenger/kit';
import { type Bus, connectBus } from '@messenger/messaging';
import type { ChatEvent } from '@messenger/proto';
import { renderLog, type System, type SystemOptions, startSystem } from '@messenger/stack';
import { eventsOfChat } from './log-of-chat.ts';

export type WholeSystem = AsyncDisposable & {
  readonly system: System;
  readonly url: string;
  /** Stops everything and starts it on the same data and the same port. */
  restart(): Promise<void>;
  /** A connection with the operator's rights. */
  operator(): Promise<Bus>;
  /** The chat's events as its subject holds them, decoded. */
  logOf(chatId: string): Promise<ChatEvent[]>;
};

/** The whole product as `npm start` runs it, on a data directory of its own. */
export async function wholeSystem(options: Partial<SystemOptions> = {}): Promise<WholeSystem> {
  const dataDir = await mkdtemp(join(tmpdir(), 'messenger-e2e-'));
  const verbose = Boolean(process.env.E2E_LOGS);
  const start = (ports?: readonly number[]) =>
    startSystem({
      dataDir,
      durable: false,
      log: (source, line) => {
        const rendered = verbose ? renderLog(source, line, false) : '';
        if (rendered) process.stderr.write(`${rendered}\n`);
      },
      env: { ...process.env, RATE_LIMITS: 'off', BCRYPT_COST: '4', LOG_LEVEL: verbose ? 'info' : 'error' },
      ...(ports ? { ports } : {}),
      ...options,
    });
  let system = await start();
  const ports = system.urls.map((url) => Number(new URL(url).port));
  const operator = () => connectBus({ ...system.stack.natsFor('operator'), name: 'operator', log: silentLogger });
  return {
    get system() {
      return system;
    },
    get url() {
      return system.url;
    },
    async restart() {
      await system[Symbol.asyncDispose]();
      system = await start(ports);
    },
    operator,
    async logOf(chatId) {
      await using bus = await operator();
      return await eventsOfChat(await openEventStore(bus, { log: silentLogger }), chatId);
    },
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
