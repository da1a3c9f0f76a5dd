import { backoff, sleep } from '@messenger/kit';
import {
  type Cursor,
  decodeCursor,
  encodeCursor,
  isRefusal,
  type Push,
  type queries,
  type Refusal,
  type ReplyOf,
  type RequestOf,
  unavailable,
} from '@messenger/proto';
import { type Membership, membershipOf } from './membership.ts';

type SyncRequest = Omit<RequestOf<typeof queries.sync>, 'by'>;
export type SyncPage = ReplyOf<typeof queries.sync>;
/** The first page, and those to a device that takes them slowly; each of the others may be twice the one before. */
const firstBytes = 64 * 1024;
/** A page twice as large as one that took less is taken in half the time for which a socket waits. */
const slowMs = 2_500;

/** Asks the read model on behalf of the device's user, within the time that is left for its turn to come. */
export type AskSync = (request: SyncRequest, patienceMs: number) => Promise<SyncPage | Refusal>;

export type DeltaOptions = {
  ask: AskSync;
  /** The device's cursor as it gave it; none: it has nothing, and is served from `at`. */
  cursor: string | undefined;
  /** The gateway's positions when the device registered as holding. */
  at: Cursor;
  /** Of the largest page. */
  maxBytes: number;
  /** Takes a page of missed events; false ends it. */
  deliver: (events: Push[]) => Promise<boolean>;
  /** How long the read model may be unavailable or behind, before this is given up. */
  patienceMs: number;
  signal: AbortSignal;
};

/** What a device is to go live with: the state that was sent, and who it gets events of from there. */
export type Delta = { snapshot: Cursor; membership: Membership; reset: boolean };

/** True for a cursor of this very log; any other says nothing here. */
export const isOfThisLog = (cursor: string, at: Cursor): boolean => decodeCursor(cursor)?.generation === at.generation;

/**
 * Brings a device from its cursor to a state of the read model that is not older than `at`, page by page. A cursor
 * that is not of this log means `reset`: nothing is delivered, the device loads afresh from the snapshot on.
 */
export async function fetchDelta(options: DeltaOptions): Promise<Delta | Refusal> {
  const { at, deliver, maxBytes } = options;
  let reset = options.cursor !== undefined && !isOfThisLog(options.cursor, at);
  let cursor = reset ? undefined : (options.cursor ?? encodeCursor(at));
  let bytes = firstBytes;
  for (;;) {
    const room = Math.min(bytes, maxBytes);
    const request = { minPosition: encodeCursor(at), maxBytes: room, ...(cursor ? { cursor } : {}) };
    const page = await patiently(options, request);
    if (isRefusal(page)) return page;
    reset ||= page.reset;
    const snapshot = decodeCursor(page.position);
    if (!snapshot || snapshot.generation !== at.generation) return unavailable();
    const began = performance.now();
    if (!reset && !(await deliver(page.more ? upTo(page.position, page.events) : page.events))) return unavailable();
    bytes = performance.now() - began < slowMs ? room * 2 : firstBytes;
    if (!page.more || reset) return { snapshot, membership: membershipOf(page.chats, page.contacts), reset };
    cursor = page.position;
  }
}

/** The last says that all up to there was told, so that a device whose line breaks goes on behind it. */
const upTo = (cursor: string, events: Push[]): Push[] =>
  events.map((event, i) => (i === events.length - 1 ? { ...event, cursor } : event));

/** Asks until there is an answer or patience ends. */
async function patiently({ ask, patienceMs, signal }: DeltaOptions, request: SyncRequest): Promise<SyncPage | Refusal> {
  const deadline = performance.now() + patienceMs;
  const delay = backoff({ minMs: 100, maxMs: 1_500 });
  for (;;) {
    const page = await ask(request, Math.max(0, deadline - performance.now()));
    const over = signal.aborted || performance.now() > deadline;
    if (!isRefusal(page) || page.code !== 'unavailable' || over) return page;
    await sleep(delay(), signal);
  }
}
