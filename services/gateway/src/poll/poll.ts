import { sleep, within } from '@messenger/kit';
import {
  type Cursor,
  decodeCursor,
  encodeCursor,
  isRefusal,
  mergeCursors,
  type Refusal,
  unavailable,
} from '@messenger/proto';
import { type AskSync, isOfThisLog } from '../live/delta.ts';
import type { Frame } from '../live/frame.ts';
import type { Hub } from '../live/hub.ts';
import { type Membership, membershipOf } from '../live/membership.ts';
import type { Subscriber } from '../live/subscriber.ts';

export type PollOptions = {
  hub: Hub;
  userId: string;
  /** As the client gave it; none: it wants the current one. */
  cursor: string | undefined;
  waitMs: number;
  /** What the client has seen elsewhere, from another gateway perhaps: the answer is not older. */
  seen?: Cursor;
  ask: AskSync;
  /** Aborted when the answer is wanted at once. */
  finish: AbortSignal;
};

/** A poll's answer, ready to be sent: `json` is a `SyncBody`, `position` its cursor. */
export type PollAnswer = { position: string; json: string };

/** What a slow line takes before its client gives up. */
const pageBytes = 128 * 1024;
/** How long a poll's turn to ask the read model may take. */
const patienceMs = 15_000;
/** After the first frame, the others of the moment are waited for this long. */
const gatherMs = 15;
const reachMs = 5_000;

/**
 * The same catching up as a socket's, with one answer in its place: what was missed; or, if nothing was, whatever
 * comes first within the time. Any gateway can answer any poll.
 */
export async function poll(options: PollOptions): Promise<PollAnswer | Refusal> {
  const { hub, cursor, ask, seen } = options;
  if (cursor === undefined) return answerOf(encodeCursor(seen ? mergeCursors(hub.cursor, seen) : hub.cursor), {});
  const known = isOfThisLog(cursor, hub.positions);
  const subscriber = new PollSubscriber(options.userId);
  const holding = hub.hold(subscriber);
  try {
    const minPosition = encodeCursor(seen ? mergeCursors(holding.at, seen) : holding.at);
    const page = await ask({ minPosition, maxBytes: pageBytes, ...(known ? { cursor } : {}) }, patienceMs);
    if (isRefusal(page)) return page;
    if (page.reset || !known) return answerOf(page.position, { reset: true });
    const snapshot = decodeCursor(page.position);
    if (!snapshot) return unavailable();
    const nothing = page.events.length === 0 && !page.more;
    if (!nothing || options.waitMs === 0) {
      return answerOf(page.position, { more: page.more, events: page.events.map((event) => JSON.stringify(event)) });
    }
    const reached = await within(reachMs, holding.reached(snapshot), 'own followers').catch(() => false);
    if (!reached) return unavailable();
    subscriber.membership = membershipOf(page.chats, page.contacts);
    if (!holding.goLive(snapshot)) return unavailable();
    return await nextFrames(subscriber, snapshot, options);
  } finally {
    hub.leave(subscriber);
    holding.release();
  }
}

/** Waits until something comes, then a little for more of it. Everything up to the gateway's positions is in it then. */
async function nextFrames(
  subscriber: PollSubscriber,
  snapshot: Cursor,
  { hub, waitMs, finish }: PollOptions,
): Promise<PollAnswer> {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const timer = setTimeout(end, waitMs);
  finish.addEventListener('abort', () => end(), { once: true });
  if (finish.aborted) end();
  await Promise.race([subscriber.first, over]);
  clearTimeout(timer);
  if (subscriber.frames.length > 0) await sleep(gatherMs, finish);
  const texts = (isEphemeral: boolean) =>
    subscriber.frames.filter(({ ephemeral = false }) => ephemeral === isEphemeral).map(({ bytes }) => bytes.toString());
  const cursor = encodeCursor(mergeCursors(snapshot, hub.cursor));
  return answerOf(cursor, { events: texts(false), ephemeral: texts(true) });
}

type Found = { reset?: boolean; more?: boolean; events?: string[]; ephemeral?: string[] };

function answerOf(cursor: string, { reset = false, more = false, events = [], ephemeral = [] }: Found): PollAnswer {
  const head = JSON.stringify({ cursor, reset, more });
  const lists = `"events":[${events.join(',')}],"ephemeral":[${ephemeral.join(',')}]`;
  return { position: cursor, json: `${head.slice(0, -1)},${lists}}` };
}

/** Collects frames in place of a socket. */
class PollSubscriber implements Subscriber {
  readonly userId: string;
  membership: Membership = membershipOf([], []);
  readonly frames: Frame[] = [];
  /** Resolves with the first frame. */
  readonly first: Promise<void>;
  readonly #came: () => void;

  constructor(userId: string) {
    this.userId = userId;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.first = promise;
    this.#came = resolve;
  }

  receive(frame: Frame): void {
    this.frames.push(frame);
    this.#came();
  }

  befriended(): void {
    // The push about it ends the poll; who polls again asks for presence when it wants it.
  }
}
