import { type Refusal, refuse, type SessionId, type UserId } from '@messenger/proto';
import { MultiMap } from '../live/multi-map.ts';

/** Seconds after which whoever found no room may come again. */
const comeBackSeconds = 5;

/** Polls in work, so many of a user; they can be ended from outside: by their session's end, or by a shutdown. */
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

  /** Runs a poll if there is room for it; its signal aborts when it is to answer at once. Check the session anew after that. */
  async run<T>(
    { userId, sessionId }: { userId: UserId; sessionId: SessionId },
    work: (finish: AbortSignal) => Promise<T>,
  ): Promise<T | Refusal> {
    if (this.#byUser.get(userId).size >= this.#mostOfUser) {
      return refuse('rate_limited', 'Too many polls at once. Try again in a moment.', { retryAfter: comeBackSeconds });
    }
    const controller = new AbortController();
    if (this.#draining) controller.abort();
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

  endSession(sessionId: SessionId): void {
    for (const controller of this.#bySession.get(sessionId)) controller.abort();
  }

  /** All answer now, and those that come later do not wait. */
  drain(): void {
    this.#draining = true;
    for (const sessionId of [...this.#bySession.keys()]) this.endSession(sessionId);
  }
}
