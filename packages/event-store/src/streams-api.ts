import type { Bus } from '@messenger/messaging';
import { subjectSpaces as space } from '@messenger/proto';
import type { ApiError, StoredMsg, StreamInfo } from 'nats';

/** One message as the stream holds it. */
export type StoredMessage = {
  stream: string;
  seq: number;
  subject: string;
  data: Uint8Array;
  /** The span that it was written in; read only by followers, and only while there is tracing. */
  traceparent?: string | undefined;
  /** Of the request that wrote it, for logs. Only where it is followed; looked up when it is asked for. */
  requestId?: () => string | undefined;
};
/** One as the leader answered it, with when the server took it. */
export type ReadMessage = StoredMessage & { storedAt: Date };

/** The answer of JetStream to a request that it could not fulfil. */
export class JetStreamRefused extends Error {
  override name = 'JetStreamRefused';
  readonly code: number;
  readonly errCode: number;
  constructor(error: ApiError) {
    super(error.description);
    this.code = error.code;
    this.errCode = error.err_code ?? 0;
  }
}

const timeoutMs = 2_000;
const noMessage = 10037;

/**
 * Reads one message at the stream's leader, so never something stale: by sequence, the newest of a subject, or
 * the next of a subject from a sequence on. Undefined if there is none.
 * @throws NoResponders, RequestTimedOut, Disconnected, JetStreamRefused
 */
export async function readMessage(
  bus: Bus,
  stream: string,
  query: { seq: number } | { last_by_subj: string } | { seq: number; next_by_subj: string },
): Promise<ReadMessage | undefined> {
  const reply = await bus.request(space.streamRead(stream), JSON.stringify(query), { timeoutMs });
  const { message, error } = reply.json<{ message?: RawMessage; error?: ApiError }>();
  if (error?.err_code === noMessage) return undefined;
  if (error || !message) throw new JetStreamRefused(error ?? { code: 500, description: 'no message in the answer' });
  return {
    stream,
    seq: message.seq,
    subject: message.subject,
    data: message.data ? Buffer.from(message.data, 'base64') : new Uint8Array(),
    storedAt: new Date(message.time),
  };
}

type RawMessage = Pick<StoredMsg, 'seq' | 'subject'> & { data?: string; time: string };

export type StreamBounds = { first: number; last: number; messages: number };

/** The first and last sequence of the stream, and how many messages it holds; one that never had any has last 0. */
export async function streamBounds(bus: Bus, stream: string): Promise<StreamBounds> {
  const { first_seq: first, last_seq: last, messages } = (await streamInfo(bus, stream)).state;
  return { first, last, messages };
}

/** How many copies of the stream there are to be. */
export async function streamReplicas(bus: Bus, stream: string): Promise<number> {
  return (await streamInfo(bus, stream)).config.num_replicas;
}

async function streamInfo(bus: Bus, stream: string): Promise<Pick<StreamInfo, 'state' | 'config'>> {
  const reply = await bus.request(space.streamInfo(stream), '', { timeoutMs });
  const { state, config, error } = reply.json<Partial<StreamInfo> & { error?: ApiError }>();
  if (error || !state || !config)
    throw new JetStreamRefused(error ?? { code: 500, description: 'no state in the answer' });
  return { state, config };
}
