import { WrongSequence } from '@messenger/event-store';
import { backoff, type Logger, Pauses, sleep } from '@messenger/kit';
import { type ChatId, notFound, type ReceiptCursor, type Refusal, type UserId, unavailable } from '@messenger/proto';
import { furthest, moved } from './cursors.ts';
import type { Memberships } from './memberships.ts';
import { appends } from './metrics.ts';
import type { StoredReceipts } from './stored-receipts.ts';

/** How long moves of one chat are collected into one append, in milliseconds. */
export type ReceiptTiming = { smallMs: number; largeMs: number };

export const receiptTiming: ReceiptTiming = { smallMs: 250, largeMs: 2_000 };

/** Chats with more members than this are collected for longer. */
const large = 20;
/** Moves waiting in one chat; beyond, callers are told to come back. */
const maxWaiting = 2_000;
/** Longest a move is tried; shorter than callers wait. */
const patienceMs = 4_500;

type Move = {
  by: UserId;
  cursor: ReceiptCursor;
  /** Asked again when the move is made: whether what is read may be shown. */
  shows: () => Promise<boolean>;
  since: number;
  settle: (outcome: number | Refusal) => void;
};

export type Collector = AsyncDisposable & {
  /**
   * Moves a member's cursor together with those of others, after a while.
   * @returns the sequence at which the log has it
   */
  move(chatId: ChatId, what: Pick<Move, 'by' | 'cursor' | 'shows'>): Promise<number | Refusal>;
};

type Deps = { memberships: Memberships; receipts: StoredReceipts; log: Logger; timing: ReceiptTiming };

/**
 * Makes one append of what the members of a chat moved within a while. Another instance's append starts the while
 * anew, up to twice its length, so that instances side by side do not add up. Disposing appends what is there at once.
 */
export function createCollector({ memberships, receipts, log, timing }: Deps): Collector {
  const chats = new Map<ChatId, Move[]>();
  const working = new Set<Promise<void>>();
  const pauses = new Pauses();

  /** Waits until the moves of a chat are due. */
  const collect = async (chatId: ChatId, first: Move): Promise<void> => {
    const usualMs = (await memberships.of(chatId)).members.size > large ? timing.largeMs : timing.smallMs;
    // Chats that began together do not go on together.
    const whileMs = usualMs * (0.85 + 0.3 * Math.random());
    for (;;) {
      const { movedAt } = await receipts.of(chatId);
      const due = Math.min(Math.max(first.since, movedAt) + whileMs, first.since + whileMs * 1.75);
      const left = due - performance.now();
      if (left <= 0 || pauses.isOver) return;
      await pauses.after(left);
    }
  };

  /** Appends what the moves make of the newest cursors. @returns which moves are still to be made */
  const append = async (chatId: ChatId, moves: Move[]): Promise<Move[]> => {
    // Before the members: who is in these cursors and not among those has left, and did not join meanwhile.
    const before = await receipts.of(chatId);
    const membership = await memberships.confirmed(chatId);
    const [here, gone] = split(moves, ({ by }) => membership.members.has(by));
    for (const { settle } of gone) settle(notFound());
    const cursors = new Map<UserId, ReceiptCursor>();
    for (const { by, cursor, shows } of here) {
      const shownRead = cursor.shownRead > 0 && (await shows()) ? cursor.shownRead : 0;
      cursors.set(by, furthest(cursors.get(by), { ...cursor, shownRead }));
    }
    const after = moved(before.cursors, membership, cursors);
    let seq = before.seq;
    try {
      if (after) {
        ({ seq } = await receipts.append(chatId, before, after, here.at(-1)!.by));
        appends.inc({ outcome: 'stored' });
      }
    } catch (error) {
      if (!(error instanceof WrongSequence)) throw error;
      appends.inc({ outcome: 'conflict' });
      return here;
    }
    for (const { settle } of here) settle(seq);
    return [];
  };

  const work = async (chatId: ChatId, moves: Move[]): Promise<void> => {
    const delay = backoff({ minMs: 20, maxMs: 500 });
    while (moves.length > 0) {
      let taken: Move[] = [];
      try {
        await collect(chatId, moves[0]!);
        taken = moves.splice(0);
        const overtaken = await append(chatId, taken);
        moves.unshift(...overtaken);
        if (overtaken.length > 0) await sleep(delay());
      } catch (error) {
        appends.inc({ outcome: 'failed' });
        log.warn({ err: error, chatId }, 'receipts not appended, trying again');
        moves.unshift(...taken);
        await sleep(delay());
      }
      const [late, rest] = split(moves, ({ since }) => performance.now() - since > patienceMs);
      for (const { settle } of late) settle(unavailable());
      moves.splice(0, moves.length, ...rest);
    }
    chats.delete(chatId);
  };

  return {
    move: (chatId, what) =>
      new Promise((resolve) => {
        let moves = chats.get(chatId);
        if (moves && moves.length >= maxWaiting) return resolve(unavailable());
        const move = { ...what, since: performance.now(), settle: resolve };
        if (moves) return moves.push(move);
        moves = [move];
        chats.set(chatId, moves);
        const done = work(chatId, moves).finally(() => working.delete(done));
        working.add(done);
      }),
    async [Symbol.asyncDispose]() {
      pauses[Symbol.dispose]();
      await Promise.all(working);
    },
  };
}

function split<T>(items: T[], test: (item: T) => boolean): [yes: T[], no: T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
}
