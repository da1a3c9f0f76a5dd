import type { SessionId, UserId } from '@messenger/proto';
import { MultiMap } from '../live/multi-map.ts';

/**
 * Long polls that wait, so that they can be ended from outside: by their session's end, by a shutdown, or by newer ones of
 * their user, of whom so many may wait.
 */
export class Polls {
  readonly #mostOfUser: number;
  readonly #byUser = new MultiMap<UserId, AbortController>();
  readonly #bySession = new MultiMap<SessionId, AbortController>();
  #size = 0;
  #draining = false;

  constructor(mostOfUser: number) {
    this.#mostOfUser = mostOfUser;
  }

  get size(): number {
    return this.#size;
  }

  /** Runs a poll; its signal aborts when it is to answer at once. Check the session anew after that. */
  async run<T>(
    { userId, sessionId }: { userId: UserId; sessionId: SessionId },
    work: (finish: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    if (this.#draining) controller.abort();
    this.#makeRoom(userId);
    this.#byUser.add(userId, controller);
    this.#bySession.add(sessionId, controller);
    this.#size++;
    try {
      return await work(controller.signal);
    } finally {
      this.#byUser.delete(userId, controller);
      this.#bySession.delete(sessionId, controller);
      this.#size--;
    }
  }

  /** The oldest answers with what there is. */
  #makeRoom(userId: UserId): void {
    const waiting = this.#byUser.get(userId);
    const [oldest] = waiting;
    if (!oldest || waiting.size < this.#mostOfUser) return;
    oldest.abort();
    this.#byUser.delete(userId, oldest);
  }

  endSession(sessionId: SessionId): void {
    for (const controller of this.#bySession.get(sessionId)) controller.abort();
  }

  /** All answer now, and those that come later do not wait. */
  drain(): void {
    this.#draining = true;
    for (const sessionId of [...this.#bySession.keys()]) this.endSession(sessionId);
  }
}
