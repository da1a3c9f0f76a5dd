import { type Chain, createChain, type FollowedEvent } from '@messenger/event-store';
import { isReceiptStream } from '@messenger/proto';
import { type Flaw, listed } from './report.ts';

/** Where a subject stands: at its last event that could be read. */
type Subject = { chain: Chain; seq: number; ordinal: number };

/**
 * Walks the log beside whoever reads it: sequences without a gap, and in each subject the chain and the ordinals of its
 * messages. Remembers something of each subject.
 */
export type LogWalk = {
  look(events: FollowedEvent[]): void;
  flaws(): Flaw[];
  /** There are more flaws than those. */
  more(): boolean;
};

export function walkLog(): LogWalk {
  const flaws: Flaw[] = [];
  const ends = new Map<string, number>();
  const subjects = new Map<string, Subject>();
  let more = false;

  const report = (stream: string, seq: number, subject: string | null, what: string) => {
    if (flaws.length < listed) flaws.push({ stream, seq, subject, what });
    else more = true;
  };

  const look = (found: FollowedEvent) => {
    const { stream, seq, subject, kind, data, event } = found;
    const end = ends.get(stream) ?? 0;
    ends.set(stream, seq);
    // A stream of receipts keeps the newest of each chat alone: it has gaps, and no chain.
    if (isReceiptStream(stream)) return;
    if (seq !== end + 1) report(stream, end + 1, null, missing(end + 1, seq - 1));
    if (event?.type === 'LogCreated') {
      if (seq !== 1) report(stream, seq, subject, 'is a second beginning of the log');
      return;
    }
    if (kind === 'receipt') return report(stream, seq, subject, 'are receipts, which this stream does not take');
    const known = subjects.get(subject) ?? { chain: createChain(), seq: 0, ordinal: 0 };
    subjects.set(subject, known);
    const { flaw } = known.chain.next(subject, data, found);
    if (!event) return;
    if (flaw) report(stream, seq, subject, known.seq === 0 ? flaw : `${flaw} at ${known.seq}`);
    if (event.type === 'MessageSent') {
      const { ordinal } = event.data;
      if (!flaw && ordinal !== known.ordinal + 1) {
        report(stream, seq, subject, `is message ${ordinal}, where ${known.ordinal + 1} was expected`);
      }
      known.ordinal = ordinal;
    }
    known.seq = seq;
  };

  return {
    look: (events) => events.forEach(look),
    flaws: () => flaws,
    more: () => more,
  };
}

const missing = (from: number, to: number) =>
  from === to ? `the event at ${from} is missing` : `the events from ${from} to ${to} are missing`;
