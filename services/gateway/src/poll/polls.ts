import type { SessionId } from '@messenger/proto';
import { MultiMap } from '../live/multi-map.ts';

/** Long polls that wait, so that they can be ended from outside: by their session's end, or by a shutdown. */
export class Polls {
  readonly #bySession = new MultiMap<SessionId, AbortController>();
  #size = 0;
  #draining = false;

  get size(): number {
    return this.#size;
  }

  /** Runs a poll; its signal aborts when it is to answer at once. Check the session anew after that. */
  async run<T>(sessionId: SessionId, work: (finish: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    if (this.#draining) controller.abort();
    this.#bySession.add(sessionId, controller);
    this.#size++;
    try {
      return await work(controller.signal);
    } finally {
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
