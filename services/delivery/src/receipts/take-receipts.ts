import type { EventStore } from '@messenger/event-store';
import type { Logger } from '@messenger/kit';
import { type Bus, handle, type RequestContext, serve } from '@messenger/messaging';
import {
  anyReceipts,
  type ChatId,
  encodeCursor,
  invalidField,
  isRefusal,
  type MoveReceipts,
  notFound,
  type ReceiptMove,
  type ReceiptsReply,
  type Refusal,
  receiptStreamOf,
  unavailable,
} from '@messenger/proto';
import type { Collector } from './collector.ts';
import { covers, cursorOf, moveOf } from './cursors.ts';
import type { Membership } from './membership.ts';
import type { Memberships } from './memberships.ts';
import { taken, waiting } from './metrics.ts';
import type { ReadReceipts } from './read-receipts.ts';
import type { StoredReceipts } from './stored-receipts.ts';

type Deps = {
  bus: Bus;
  events: EventStore;
  memberships: Memberships;
  receipts: StoredReceipts;
  readReceipts: ReadReceipts;
  collector: Collector;
  log: Logger;
};

/** Answered only after the while that moves are collected for, so many are in work at once. */
const concurrency = 20_000;

/** Serves the receipts of all chats; each is answered when the log has it. */
export function takeReceipts(deps: Deps): Promise<AsyncDisposable> {
  return serve(deps.bus, {
    name: 'delivery-receipts',
    description: 'How far members of chats have received and read.',
    log: deps.log,
    concurrency,
    endpoints: [handle(anyReceipts, (command, context) => takeAll(deps, command, context))],
  });
}

async function takeAll(deps: Deps, { chatId, moves }: MoveReceipts, context: RequestContext): Promise<ReceiptsReply> {
  const settled = await Promise.all(moves.map((move) => take(deps, chatId, move, context)));
  const seqs = settled.flatMap((each) => (isRefusal(each) ? [] : [each.seq]));
  const { shape } = deps.events;
  if (seqs.length > 0) {
    const streams = { [receiptStreamOf(chatId, shape)]: Math.max(...seqs) };
    context.position = encodeCursor({ generation: shape.generation, streams });
  }
  return { refusals: settled.map((each) => (isRefusal(each) ? each : null)) };
}

async function take(
  deps: Deps,
  chatId: ChatId,
  move: ReceiptMove,
  context: RequestContext,
): Promise<Settled | Refusal> {
  waiting.inc();
  try {
    const settled = await settle(deps, chatId, move);
    taken.inc({ outcome: isRefusal(settled) ? settled.code : settled.outcome });
    return settled;
  } catch (error) {
    context.log.warn({ err: error }, 'receipt not taken');
    taken.inc({ outcome: 'failed' });
    return unavailable();
  } finally {
    waiting.dec();
  }
}

type Settled = { outcome: 'moved' | 'covered'; seq: number };

async function settle(
  { memberships, receipts, readReceipts, collector }: Deps,
  chatId: ChatId,
  { by, kind, upTo }: ReceiptMove,
): Promise<Settled | Refusal> {
  let membership = await memberships.of(chatId);
  // What is known here may lag behind a message that the reader has on the screen, or behind their joining.
  if (refusalOf(membership, by, upTo)) membership = await memberships.confirmed(chatId);
  const refusal = refusalOf(membership, by, upTo);
  if (refusal) return refusal;
  const shows = () => readReceipts.shownBy(by);
  const cursor = moveOf(kind, upTo, kind === 'read' && (await shows()));
  const { cursors, seq } = await receipts.of(chatId);
  if (covers(cursorOf(cursors, membership, by), cursor)) return { outcome: 'covered', seq };
  const moved = await collector.move(chatId, { by, cursor, shows });
  return isRefusal(moved) ? moved : { outcome: 'moved', seq: moved };
}

function refusalOf({ members, lastOrdinal }: Membership, by: string, upTo: number): Refusal | undefined {
  if (!members.has(by)) return notFound();
  if (upTo <= lastOrdinal) return undefined;
  return invalidField('/upTo', `is beyond the last message, ${lastOrdinal}`, 'The chat does not go that far.');
}
