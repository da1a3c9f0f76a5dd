import type { Cursor, UserId } from '@messenger/proto';
import type { Concerning } from './live-event.ts';

/** Everyone else who may see a user's profile, as of `min` at least. Like `LoadChat`: asks until there is an answer. */
export type LoadConcerned = (userId: UserId, min: Cursor, signal: AbortSignal) => Promise<UserId[] | undefined>;

/** A push whose audience is asked for; `min` is the position after its event. */
export type Asked = { to: Concerning; min: Cursor; found: (userIds: UserId[]) => void };
type Asking = { newest: Asked; told: (() => void)[] };

/**
 * Pushes about users that wait for the answer to whom they concern. Of one user the newest is sent alone: each says
 * all, and an older one must not come after it.
 */
export class Concerned implements Disposable {
  readonly #load: LoadConcerned;
  readonly #asking = new Map<UserId, Asking>();
  readonly #stop = new AbortController();

  constructor(load: LoadConcerned) {
    this.#load = load;
  }

  /** `told` is called after this one or a newer one of the same user was found. */
  ask(asked: Asked, told: () => void): void {
    const { userId } = asked.to;
    const asking = this.#asking.get(userId);
    if (asking) {
      asking.newest = asked;
      asking.told.push(told);
      return;
    }
    const begun = { newest: asked, told: [told] };
    this.#asking.set(userId, begun);
    void this.#run(userId, begun);
  }

  async #run(userId: UserId, asking: Asking): Promise<void> {
    for (;;) {
      const { newest } = asking;
      const userIds = await this.#load(userId, newest.min, this.#stop.signal);
      if (!userIds || this.#stop.signal.aborted) return;
      if (newest !== asking.newest) continue;
      this.#asking.delete(userId);
      newest.found(userIds);
      for (const told of asking.told) told();
      return;
    }
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }
}
