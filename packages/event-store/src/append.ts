import { histogram, type Span, startSpan } from '@messenger/kit';
import { type Bus, Disconnected, NoResponders, RequestTimedOut, wrongSequence } from '@messenger/messaging';
import { headers as names } from '@messenger/proto';
import { type ApiError, type MsgHdrs, headers as natsHeaders } from 'nats';
import { JetStreamRefused } from './streams-api.ts';

/** The subject has moved on since it was read: nothing was stored. */
export class WrongSequence extends Error {
  override name = 'WrongSequence';
}
/** No acknowledgement came: stored or not, only the log knows. */
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown';
}

const timeoutMs = 2_000;

const appendSeconds = histogram('log_append_duration_seconds', 'Appends to the log, by what came of them', ['outcome']);

export type Append = {
  subject: string;
  /** The sequence of the subject's last message, 0 if it has none: the server refuses any other. */
  expected: number;
  payload: Uint8Array | string;
  headers?: Record<string, string | undefined>;
};

/**
 * Appends one event if the subject's last sequence is still the expected one. The publish acknowledgement is parsed
 * here from a plain request: a third less CPU than the client's own publish. Never sends `Nats-Msg-Id`: the same id on
 * another subject would be acknowledged as a duplicate and not stored.
 * @returns the stream sequence of the event
 * @throws WrongSequence, OutcomeUnknown, NoResponders (nothing was stored), JetStreamRefused
 */
export async function append(bus: Bus, what: Append): Promise<number> {
  const ended = appendSeconds.startTimer();
  const span = startSpan('append', { kind: 'producer', parent: what.headers?.[names.traceparent] });
  let outcome = 'failed';
  try {
    const seq = await appendOnce(bus, span ? followedFrom(what, span) : what);
    outcome = 'stored';
    return seq;
  } catch (error) {
    if (error instanceof WrongSequence) outcome = 'conflict';
    if (error instanceof OutcomeUnknown) outcome = 'unknown';
    throw error;
  } finally {
    ended({ outcome });
    span?.end(outcome === 'stored' ? 'ok' : outcome);
  }
}

/** Whoever follows the log goes on from the span. */
const followedFrom = (what: Append, { traceparent }: Span): Append => ({
  ...what,
  headers: { ...what.headers, [names.traceparent]: traceparent },
});

async function appendOnce(bus: Bus, { subject, expected, payload, headers = {} }: Append): Promise<number> {
  const made: MsgHdrs = natsHeaders();
  made.set(names.expectedLastSubjectSequence, String(expected));
  for (const [name, value] of Object.entries(headers)) if (value) made.set(name, value);
  let ack: { seq?: number; error?: ApiError };
  try {
    ack = (await bus.request(subject, payload, { timeoutMs, headers: made })).json();
  } catch (error) {
    if (error instanceof NoResponders) throw error;
    if (error instanceof RequestTimedOut || error instanceof Disconnected) throw new OutcomeUnknown(subject);
    throw error;
  }
  if (ack.seq) return ack.seq;
  if (ack.error && wrongSequence.has(ack.error.err_code)) throw new WrongSequence(subject);
  throw new JetStreamRefused(ack.error ?? { code: 500, description: 'no sequence in the acknowledgement' });
}
