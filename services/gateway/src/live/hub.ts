import type { FollowedEvent } from '@messenger/event-store';
import { type Cursor, encodeCursor, mergeCursors } from '@messenger/proto';
import { HoldBuffer, type HoldLimits, type HoldStart } from './hold-buffer.ts';
import { type LiveEvent, liveEvent } from './live-event.ts';
import { applyChange } from './membership.ts';
import { Rooms } from './rooms.ts';
import type { Subscriber } from './subscriber.ts';

export type HubOptions = {
  /** Where the gateway's followers begin: the streams that it follows, each with its position. */
  start: Cursor;
  limits: HoldLimits;
  /** An event that cannot be made into pushes; it is passed by. */
  onFlaw?: (event: FollowedEvent, error: unknown) => void;
};

/** A device that is catching up. What happens meanwhile is kept until it goes live or is released. */
export type Holding = {
  /** The gateway's positions when it registered: the delta must show at least these. */
  readonly at: Cursor;
  /**
   * Resolves true once the gateway has passed on everything up to `snapshot`; false if what is held overflowed or the
   * holding was released.
   */
  reached(snapshot: Cursor): Promise<boolean>;
  /**
   * Sends what was held above `floor`, applies the changes above `snapshot` to the subscriber's membership, and lets
   * it go live, all in one step. Returns the cursor up to which everything was sent; undefined if what is held
   * overflowed. Call it right after `reached`.
   */
  goLive(snapshot: Cursor, floor: Cursor): Cursor | undefined;
  release(): void;
};

/** The heart of the gateway: events in, frames out, and devices that come in between without a hole. No I/O. */
export class Hub {
  readonly rooms = new Rooms();
  readonly #held: HoldBuffer;
  readonly #onFlaw: HubOptions['onFlaw'];
  readonly #waiting = new Set<{ for: Cursor; done: (reached: boolean) => void }>();
  #positions: Cursor;

  constructor({ start, limits, onFlaw }: HubOptions) {
    this.#positions = start;
    this.#held = new HoldBuffer(limits);
    this.#onFlaw = onFlaw;
  }

  /** How far the gateway has read each stream that it follows. */
  get positions(): Cursor {
    return this.#positions;
  }

  /** Events kept for those who are catching up. */
  get heldEvents(): number {
    return this.#held.size;
  }

  /** Passes a batch of one stream on, in order. Events that it has seen are ignored, so a batch may be repeated. */
  publish(batch: readonly FollowedEvent[]): void {
    for (const event of batch) {
      const seen = this.#positions.streams[event.stream];
      if (seen === undefined || event.seq <= seen) continue;
      const before = this.#positions;
      const after = { ...before, streams: { ...before.streams, [event.stream]: event.seq } };
      const live = this.#made(event, before, after);
      this.#positions = after;
      if (!live) continue;
      this.#held.push(live);
      this.rooms.publish(live);
    }
    for (const waiting of this.#waiting) if (this.#hasReached(waiting.for)) waiting.done(true);
  }

  hold(subscriber: Subscriber, overflowed: () => void = () => undefined): Holding {
    let lost = false;
    const ends = new Set<(reached: boolean) => void>();
    const lose = () => {
      lost = true;
      for (const end of ends) end(false);
    };
    const start: HoldStart = this.#held.hold(() => {
      lose();
      overflowed();
    });
    return {
      at: this.#positions,
      reached: (snapshot) => {
        if (lost) return Promise.resolve(false);
        if (this.#hasReached(snapshot)) return Promise.resolve(true);
        const { promise, resolve } = Promise.withResolvers<boolean>();
        const waiting = {
          for: snapshot,
          done: (reached: boolean) => {
            this.#waiting.delete(waiting);
            ends.delete(waiting.done);
            resolve(reached);
          },
        };
        this.#waiting.add(waiting);
        ends.add(waiting.done);
        return promise;
      },
      goLive: (snapshot, floor) => {
        if (lost) return undefined;
        for (const event of this.#held.since(start)) replay(subscriber, event, snapshot, floor);
        this.rooms.enter(subscriber);
        this.#held.release(start);
        return mergeCursors(snapshot, this.#positions);
      },
      release: () => {
        this.#held.release(start);
        lose();
      },
    };
  }

  leave(subscriber: Subscriber): void {
    this.rooms.leave(subscriber);
  }

  #made(event: FollowedEvent, before: Cursor, after: Cursor): LiveEvent | undefined {
    try {
      return liveEvent(
        event,
        () => encodeCursor(before),
        () => encodeCursor(after),
      );
    } catch (error) {
      this.#onFlaw?.(event, error);
      return undefined;
    }
  }

  /** Only of the streams that the gateway follows; a snapshot may name more. */
  #hasReached(snapshot: Cursor): boolean {
    return Object.entries(this.#positions.streams).every(([stream, seq]) => seq >= (snapshot.streams[stream] ?? 0));
  }
}

function replay(subscriber: Subscriber, event: LiveEvent, snapshot: Cursor, floor: Cursor): void {
  if (event.seq > (snapshot.streams[event.stream] ?? 0)) {
    for (const change of event.changes) applyChange(subscriber.membership, subscriber.userId, change);
  }
  if (event.seq <= (floor.streams[event.stream] ?? 0)) return;
  for (const target of event.targets) {
    const { to } = target;
    const concerned =
      to.to === 'chat' ? subscriber.membership.chats.has(to.push.chatId ?? '') : to.userIds.includes(subscriber.userId);
    if (concerned) subscriber.receive(target.frame());
  }
}
