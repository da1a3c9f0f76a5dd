import { decodeEvent, type EventStore, OutcomeUnknown, readMessage, WrongSequence } from '@messenger/event-store';
import { within } from '@messenger/kit';
import { directoryStream, subjects } from '@messenger/proto';
import type { Database } from '../database/tables.ts';
import { Unavailable } from '../unavailable.ts';
import { registeredEventId } from './registered-event.ts';

/** Another event is the first of this user's subject: nobody but auth writes there, so an operator must look. */
export class SubjectTaken extends Error {
  override name = 'SubjectTaken';
}

/** Longer than an append and a read take, shorter than callers wait. */
const patienceMs = 3_500;

/**
 * Brings the event of an account from the outbox into the log, if it is not there yet, and marks it. Harmless to repeat
 * and to run twice at once: the subject must be empty for the append, and what is there already is compared.
 * @returns its sequence in DIRECTORY
 * @throws Unavailable (not known to be there: try again), SubjectTaken
 */
export async function logAccount(db: Database, events: EventStore, userId: string): Promise<number> {
  const row = await db
    .selectFrom('auth.outbox')
    .select(['event', 'headers', 'seq', 'generation', 'failed'])
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  const { generation } = events.shape;
  // Marked in another generation proves nothing of this log: then it is appended, or found, anew.
  if (row.seq !== null && row.generation === generation) return row.seq;
  if (row.failed !== null) throw new SubjectTaken(userId);

  let seq: number;
  try {
    seq = await within(patienceMs, ensureFirst(events, { userId, ...row }), 'append to DIRECTORY');
  } catch (error) {
    if (!(error instanceof SubjectTaken)) throw new Unavailable('the log', { cause: error });
    await db.updateTable('auth.outbox').set({ failed: error.name }).where('user_id', '=', userId).execute();
    throw error;
  }
  await db.updateTable('auth.outbox').set({ seq, generation }).where('user_id', '=', userId).execute();
  return seq;
}

/** Appends to the empty subject, or finds that the same event is its first. */
async function ensureFirst(
  events: EventStore,
  { userId, event, headers }: { userId: string; event: string; headers: Record<string, string> },
): Promise<number> {
  const subject = subjects.userEvents(userId);
  try {
    return await events.append({ subject, expected: 0, payload: event, headers });
  } catch (error) {
    if (!(error instanceof WrongSequence || error instanceof OutcomeUnknown)) throw error;
    const first = await readMessage(events.bus, directoryStream, { seq: 1, next_by_subj: subject });
    if (!first) throw error;
    if (decodeEvent(subject, first.data).id !== registeredEventId(userId)) throw new SubjectTaken(subject);
    return first.seq;
  }
}
