import { type EventStore, OutcomeUnknown, readStream, type StreamMessage, WrongSequence } from '@messenger/event-store';
import { Trouble } from '../trouble.ts';
import type { ArchivedEvent } from './read-archive.ts';

/** Where events of an archive go: a stream that is empty, or one subject of a log that holds others. */
export type Target = {
  /** Appends the event, or finds it there from an import that was interrupted. @throws Trouble when there is another */
  put(event: ArchivedEvent): Promise<void>;
  /** Waits until everything is in the log. @throws Trouble when something is not */
  finish(): Promise<void>;
  readonly counts: { readonly written: number; readonly found: number };
};

/** The first message of each stream says which log it is. */
const genesisSeq = 1;
/** Under way at a time: enough to keep the server busy. */
const mostUnderWay = 256;

/** What a stream holds already, from its first event on. */
export type Present = {
  /** Compares the next one. False: there is none. @throws Trouble when it is another */
  requireSame(event: ArchivedEvent): Promise<boolean>;
};

/** What the stream holds as of now. */
export async function presentIn(store: EventStore, stream: string): Promise<Present> {
  const { last } = await store.bounds(stream);
  const there = readStream(store.bus, stream, { after: genesisSeq, until: last });
  let seq = genesisSeq;
  return {
    async requireSame(event) {
      if (seq++ >= last) return false;
      requireSame(await there.next(), event, stream);
      return true;
    },
  };
}

/**
 * A whole stream: events get the very order of the archive, so each one's sequence is known before it is acknowledged,
 * and many are under way at once. What an interrupted import left must be the beginning of the same.
 */
export async function wholeStream(store: EventStore, stream: string): Promise<Target> {
  const there = await presentIn(store, stream);
  const underWay = new Set<Promise<void>>();
  const endOf = new Map<string, number>();
  let next = genesisSeq + 1;
  let failure: unknown;
  const counts = { written: 0, found: 0 };

  const append = async (event: ArchivedEvent, expected: number, seq: number) => {
    const stored = await appendTo(store, event, expected);
    if (stored !== seq) throw new Trouble(`${stream}: somebody else writes this log, at ${seq}.`);
    counts.written++;
  };
  return {
    counts,
    async put(event) {
      if (failure) throw failure;
      const { subject } = event.line;
      const seq = next++;
      if (await there.requireSame(event)) {
        counts.found++;
      } else {
        const work = append(event, endOf.get(subject) ?? 0, seq)
          .catch((error) => {
            failure ??= error;
          })
          .finally(() => underWay.delete(work));
        underWay.add(work);
        if (underWay.size >= mostUnderWay) await Promise.race(underWay);
      }
      endOf.set(subject, seq);
    },
    async finish() {
      await Promise.all(underWay);
      if (failure) throw failure;
    },
  };
}

/** One subject of a log that holds others: one event after the other. */
export async function oneSubject(store: EventStore, stream: string, subject: string): Promise<Target> {
  const last = (await store.last(stream, subject))?.seq ?? 0;
  const there = readStream(store.bus, stream, { after: 0, until: last, subject });
  const counts = { written: 0, found: 0 };
  let end = 0;
  return {
    counts,
    async put(event) {
      if (end < last) {
        end = requireSame(await there.next(), event, stream).seq;
        counts.found++;
      } else {
        end = await appendTo(store, event, end);
        counts.written++;
      }
    },
    async finish() {
      const more = end < last ? (await there.next()).value : undefined;
      if (more) throw new Trouble(`${stream}: ${subject} goes on after what the archive holds of it, at ${more.seq}.`);
    },
  };
}

function requireSame(
  { value: there }: IteratorResult<StreamMessage, void>,
  { line, bytes }: ArchivedEvent,
  stream: string,
): StreamMessage {
  if (there && there.subject === line.subject && Buffer.compare(there.data, bytes) === 0) return there;
  throw new Trouble(
    `${stream} holds something else at ${there?.seq ?? 'its end'} than the archive (${line.stream} ${line.seq}): ` +
      'it is neither empty nor left by an interrupted import of this file. Nothing was changed there.',
  );
}

async function appendTo(store: EventStore, { line, bytes }: ArchivedEvent, expected: number): Promise<number> {
  try {
    return await store.append({ subject: line.subject, expected, payload: bytes, headers: line.headers ?? {} });
  } catch (error) {
    const why =
      error instanceof WrongSequence
        ? 'somebody else writes this log'
        : error instanceof OutcomeUnknown
          ? 'no acknowledgement came'
          : (error as Error).message;
    throw new Trouble(`${line.stream} ${line.seq} was not stored: ${why}. To go on, import the same file again.`);
  }
}
