import type { FollowedEvent } from '@messenger/event-store';
import {
  type ChatId,
  type Cursor,
  encodeCursor,
  markOf,
  mergeCursors,
  type Push,
  type ReceiptsMoved,
  withMarks,
} from '@messenger/proto';
import { Concerned, type LoadConcerned } from './concerned.ts';
import type { Kind, Unknown } from './crossed.ts';
import type { HoldLimits } from './hold-buffer.ts';
import { type Holding, Holdings } from './holdings.ts';
import { Joins, type LoadChat } from './joins.ts';
import {
  type Concerning,
  type CursorsAround,
  type LiveEvent,
  liveEvent,
  outgoingOf,
  type Place,
  placeOf,
} from './live-event.ts';
import type { Change, Joined } from './membership.ts';
import { receiptEvent, targetsOf } from './receipt-event.ts';
import { type LoadNewest, Receipts } from './receipts.ts';
import { replay } from './replay.ts';
import { Rooms } from './rooms.ts';
import type { Subscriber } from './subscriber.ts';
import { type Audience, type Target, target } from './target.ts';
import { Untold } from './untold.ts';

/** What a push that is sent late may take, in bytes. */
const lateSize = 500;

/** What the hub has to ask the read model, since no event says it. */
export type Loads = { chat: LoadChat; concerned: LoadConcerned; newest: LoadNewest };

export type HubOptions = {
  /** Where the gateway's followers begin: the streams that it follows, each with its position. */
  start: Cursor;
  limits: HoldLimits;
  loads: Loads;
  /** An event that cannot be made into pushes; it is passed by. */
  onFlaw?: (event: FollowedEvent, error: unknown) => void;
};

/**
 * The heart of the gateway: events in, frames out, and devices that come in between without a hole. No I/O but what
 * `loads` does; nothing waits for that, but cursors do.
 */
export class Hub implements Disposable {
  readonly rooms = new Rooms();
  readonly #holdings: Holdings;
  readonly #onFlaw: HubOptions['onFlaw'];
  readonly #loads: Loads;
  readonly #untold = new Untold();
  readonly #joins: Joins;
  readonly #concerned: Concerned;
  readonly #receipts = new Receipts();
  readonly #stop = new AbortController();
  #positions: Cursor;

  constructor({ start, limits, loads, onFlaw }: HubOptions) {
    this.#positions = start;
    this.#holdings = new Holdings(limits, () => this.#positions);
    this.#onFlaw = onFlaw;
    this.#loads = loads;
    this.#joins = new Joins({
      loadChat: loads.chat,
      positions: () => this.#positions,
      cursor: () => encodeCursor(this.cursor),
      joined: (subscriber, chatId) => this.rooms.join(subscriber, chatId),
    });
    this.#concerned = new Concerned(loads.concerned);
  }

  /** How far the gateway has read each stream that it follows. */
  get positions(): Cursor {
    return this.#positions;
  }

  /** What may be claimed to those who are live: up to here everyone was told everything. */
  get cursor(): Cursor {
    return this.#untold.below(this.#positions);
  }

  /** Events kept for those who are catching up. */
  get heldEvents(): number {
    return this.#holdings.size;
  }

  /** Events of which not everyone was told yet. */
  get untoldEvents(): number {
    return this.#untold.size;
  }

  /** Passes a batch of one stream on, in order. Events that it has seen are ignored, so a batch may be repeated. */
  publish(batch: readonly FollowedEvent[]): void {
    for (const event of batch) {
      const seen = this.#positions.streams[event.stream];
      if (seen === undefined || event.seq <= seen) continue;
      const before = this.cursor;
      this.#positions = withMarks(
        { ...this.#positions, streams: { ...this.#positions.streams, [event.stream]: event.seq } },
        { ...this.#positions.marks, [event.stream]: markOf(event.id) },
      );
      try {
        this.#pass(event, before);
      } catch (error) {
        this.#onFlaw?.(event, error);
      }
    }
    this.#holdings.moved();
  }

  hold(subscriber: Subscriber, overflowed: () => void = () => undefined): Holding {
    return this.#holdings.hold((events, snapshot) => {
      replay(subscriber, events, snapshot, {
        mayClaim: () => this.#untold.isEmpty,
        join: (of, event) => this.#join(of, event, [subscriber]),
        leave: (chatId) => this.#joins.leave(subscriber, chatId),
      });
      this.rooms.enter(subscriber);
      return mergeCursors(snapshot, this.cursor);
    }, overflowed);
  }

  leave(subscriber: Subscriber): void {
    this.rooms.leave(subscriber);
    this.#joins.leave(subscriber);
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
    this.#joins[Symbol.dispose]();
    this.#concerned[Symbol.dispose]();
  }

  /** First who is in and out by the event, then its pushes to exactly those, then the end of what it ends. */
  #pass(event: FollowedEvent, before: Cursor): void {
    let after = before;
    const live = this.#made(event, { before: () => encodeCursor(before), after: () => encodeCursor(after) });
    for (const change of live.changes) this.#apply(change, live);
    const { within } = live;
    const targets = within === undefined || this.#isAnyoneIn(within) ? live.targets() : [];
    after = this.cursor;
    this.#send(live, targets);
    if (live.ended === undefined) return;
    this.rooms.end(live.ended);
    this.#joins.cancel(live.ended);
  }

  #made(event: FollowedEvent, cursors: CursorsAround): LiveEvent {
    if (event.event?.type === 'ReceiptsMoved') return this.#receiptEvent(event.event, placeOf(event), cursors);
    const outgoing = outgoingOf(event);
    for (const to of outgoing) if (to.to === 'concerned') this.#concern(to, placeOf(event));
    return liveEvent(event, outgoing, cursors, this.#toldOfSending(event, cursors));
  }

  #apply(change: Change, event: LiveEvent): void {
    this.rooms.apply(change);
    if (change.kind === 'joined') this.#join(change, event, this.rooms.of(change.userId));
    else if (change.kind === 'left') this.#joins.cancel(change.chatId, change.userId);
  }

  #join(of: Joined, { stream, seq }: Place, subscribers: Iterable<Subscriber>): void {
    this.#joins.begin(of, subscribers, this.#positions, this.#untold.add(stream, seq));
  }

  #send(event: LiveEvent, targets: readonly Target[]): void {
    this.#holdings.keep(event);
    for (const of of targets) {
      this.rooms.send(of);
      this.#joins.hold(of);
    }
  }

  /** Late, but before any cursor passes the event; kept for those who are catching up. */
  #sendLate({ stream, seq }: Place, told: { audience: Audience; push: Push }[]): void {
    const cursor = encodeCursor(this.cursor);
    const targets = told.map(({ audience, push }) => target(audience, push, () => cursor));
    const size = targets.length * lateSize;
    this.#send({ stream, seq, size, changes: [], ended: undefined, targets: () => targets }, targets);
  }

  #concern(to: Concerning, place: Place): void {
    const found = (userIds: string[]) => this.#sendLate(place, [{ audience: { userIds }, push: to.push }]);
    this.#concerned.ask({ to, min: this.#positions, found }, this.#untold.add(place.stream, place.seq));
  }

  #isAnyoneIn(chatId: ChatId): boolean {
    return this.rooms.has(chatId) || this.#joins.has(chatId);
  }

  /** A message that was read before it came here: its author is told after it. */
  #toldOfSending({ event }: FollowedEvent, cursors: CursorsAround): Target[] {
    if (event?.type !== 'MessageSent') return [];
    if (this.#isAnyoneIn(event.chatId)) return targetsOf(event.chatId, this.#receipts.sent(event), cursors);
    this.#receipts.forget(event.chatId);
    return [];
  }

  #receiptEvent(event: ReceiptsMoved, place: Place & { size: number }, cursors: CursorsAround): LiveEvent {
    const { chatId } = event;
    const moved = this.#receipts.moved(event, this.#isAnyoneIn(chatId));
    return receiptEvent({ chatId, place, cursors, moved, ask: (kind, of) => this.#askNewest(event, place, kind, of) });
  }

  #askNewest(event: ReceiptsMoved, place: Place, kind: Kind, of: Unknown[]): void {
    const { chatId } = event;
    const told = this.#untold.add(place.stream, place.seq);
    void this.#loads.newest(chatId, of, this.#positions, this.#stop.signal).then((ordinals) => {
      if (!ordinals) return;
      const found = this.#receipts.found(event, kind, of, ordinals);
      this.#sendLate(
        place,
        found.map(({ userId, push }) => ({ audience: { chatId, userIds: [userId] }, push })),
      );
      told();
    });
  }
}
