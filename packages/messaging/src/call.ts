import { isTracing, startSpan } from '@messenger/kit';
import {
  type Endpoint,
  isRefusal,
  headers as names,
  type Refusal,
  type ReplyOf,
  type RequestOf,
  unavailable,
} from '@messenger/proto';
import { type Msg, type MsgHdrs, headers as natsHeaders } from 'nats';
import type { Bus } from './bus.ts';
import { Disconnected, NoResponders, RequestTimedOut } from './requester.ts';

/**
 * What travels with a request: one id from the browser to the projection, and the W3C trace context. `silenceMs`: who
 * answers says that it is at work, and is given up when it has not for so long; for what may take far longer.
 */
export type CallContext = {
  requestId: string;
  traceparent?: string | undefined;
  timeoutMs?: number;
  silenceMs?: number;
};

const defaultTimeoutMs = 5_000;

/** Asks a service; the answer unparsed, for whoever only passes it on. A refusal is a value, as is being unavailable. */
export async function callRaw<E extends Endpoint>(
  bus: Bus,
  endpoint: E,
  request: RequestOf<E>,
  context: CallContext,
): Promise<{ bytes: Uint8Array; position: string | undefined } | Refusal> {
  return callRawAt(bus, endpoint.subject, request, context);
}

export type RawAnswer = { bytes: Uint8Array; position: string | undefined } | Refusal;

/** `callRaw` to a subject that is made per call, such as a chat's partition. */
export async function callRawAt(bus: Bus, subject: string, request: unknown, context: CallContext): Promise<RawAnswer> {
  try {
    return await askRawAt(bus, subject, request, context);
  } catch (error) {
    if (error instanceof NoResponders || error instanceof RequestTimedOut || error instanceof Disconnected)
      return unavailable();
    throw error;
  }
}

/** `callRawAt` for who has another way to go. @throws NoResponders, RequestTimedOut, Disconnected */
export async function askRawAt(
  bus: Bus,
  subject: string,
  request: unknown,
  { requestId, traceparent, timeoutMs = defaultTimeoutMs, silenceMs }: CallContext,
): Promise<RawAnswer> {
  const span = isTracing() ? startSpan(`ask ${subject}`, { kind: 'client', parent: traceparent }) : undefined;
  let message: Msg;
  try {
    const headers = contextHeaders(requestId, span?.traceparent ?? traceparent);
    if (silenceMs !== undefined) headers.set(names.signOfLife, 'wanted');
    message = await bus.request(subject, JSON.stringify(request), { timeoutMs, silenceMs, headers });
  } catch (error) {
    span?.end((error as Error).name);
    throw error;
  }
  if (message.headers?.has(names.errorCode)) {
    span?.end(message.headers.get(names.error));
    return refusalOf(message);
  }
  span?.end();
  return { bytes: message.data, position: message.headers?.get(names.position) || undefined };
}

/** NATS micro's own errors carry no refusal: then the service is not able to answer. */
function refusalOf(message: Msg): Refusal {
  try {
    const refusal: unknown = message.json();
    return isRefusal(refusal) ? refusal : unavailable();
  } catch {
    return unavailable();
  }
}

/** Asks a service and parses the answer. */
export async function call<E extends Endpoint>(
  bus: Bus,
  endpoint: E,
  request: RequestOf<E>,
  context: CallContext,
): Promise<{ value: ReplyOf<E>; position: string | undefined } | Refusal> {
  const answer = await callRaw(bus, endpoint, request, context);
  if (isRefusal(answer)) return answer;
  return { value: JSON.parse(new TextDecoder().decode(answer.bytes)) as ReplyOf<E>, position: answer.position };
}

function contextHeaders(requestId: string, traceparent: string | undefined): MsgHdrs {
  const made = natsHeaders();
  made.set(names.requestId, requestId);
  if (traceparent) made.set(names.traceparent, traceparent);
  return made;
}
