import { sleep } from '@messenger/kit';
import { closeCodes, type SessionId, type UserId } from '@messenger/proto';
import { MultiMap } from '../live/multi-map.ts';
import type { Connection } from './connection.ts';
import { dueOf, type Timing } from './vital-signs.ts';

/** How often the clocks of all sockets are looked at. */
const sweepMs = 1_000;
/** What is in work when a socket is to be closed may take this long; else its client asks again elsewhere. */
const finishMs = 500;
const soonSeconds = '0.5';

type Owner = { userId: UserId; sessionId: SessionId };

/** Every socket of this gateway, and those of each session. */
export class Connections implements Disposable {
  readonly #all = new Set<Connection>();
  readonly #bySession = new MultiMap<SessionId, Connection>();
  readonly #byUser = new MultiMap<UserId, Connection>();
  readonly #sweep: NodeJS.Timeout;

  constructor(timing: Timing) {
    this.#sweep = setInterval(() => this.sweep(timing), Math.min(sweepMs, timing.helloMs / 2));
    this.#sweep.unref();
  }

  get size(): number {
    return this.#all.size;
  }

  countOf(userId: UserId): number {
    return this.#byUser.get(userId).size;
  }

  [Symbol.iterator](): IterableIterator<Connection> {
    return this.#all.values();
  }

  opened(connection: Connection): void {
    this.#all.add(connection);
  }

  /** The connection has said whose it is, and of which session. */
  identified(connection: Connection, { userId, sessionId }: Owner): void {
    this.#byUser.add(userId, connection);
    this.#bySession.add(sessionId, connection);
  }

  /** It is being closed, so its session's end is of no matter to it any more. */
  left(connection: Connection, { userId, sessionId }: Owner): void {
    this.#byUser.delete(userId, connection);
    this.#bySession.delete(sessionId, connection);
  }

  gone(connection: Connection): void {
    this.#all.delete(connection);
  }

  /** A session has ended: its sockets are told and closed. */
  endSession(sessionId: SessionId): void {
    for (const connection of [...this.#bySession.get(sessionId)]) connection.revoke();
  }

  /** All at once: this gateway cannot serve them any more. */
  closeAll(code: number): void {
    for (const connection of [...this.#all]) connection.close(code, comeBackSeconds());
  }

  sweep(timing: Timing): void {
    const now = performance.now();
    const wallClock = Date.now();
    for (const connection of this.#all) {
      const due = dueOf(connection.vitalSigns(), timing, now, wallClock);
      if (due === 'terminate') connection.terminate();
      else if (due === 'ping') connection.ping(now);
      else if (due !== 'nothing') connection.close(due.close);
    }
  }

  /**
   * Closes all with 4503, spread over a time, each once its commands in work are answered. They may come back soon: the
   * others are there, and the spreading keeps them from coming all at once. Resolves when they are gone.
   */
  async drain(spreadMs: number): Promise<void> {
    const all = [...this.#all];
    await Promise.all(
      all.map(async (connection, i) => {
        await sleep((spreadMs * i) / all.length);
        await connection.finish(finishMs);
        connection.close(closeCodes.draining, soonSeconds);
        await connection.gone;
      }),
    );
  }

  [Symbol.dispose](): void {
    clearInterval(this.#sweep);
    for (const connection of this.#all) connection.terminate();
  }
}

/** Spread, so that not all come at once. */
export const comeBackSeconds = (): string => String(1 + Math.floor(Math.random() * 3));
