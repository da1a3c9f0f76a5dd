import { gauge, histogram, type Logger, parseJson, startSpan } from '@messenger/kit';
import {
  type Endpoint,
  flawsOf,
  invalid,
  isInbox,
  isRefusal,
  headers as names,
  type Refusal,
  type ReplyOf,
  type RequestOf,
  refusalStatus,
  refuse,
  unavailable,
} from '@messenger/proto';
import { type Msg, headers as natsHeaders } from 'nats';

/** Where a request came from; the handler may set the position that its answer shows. */
export type RequestContext = { requestId: string; traceparent: string | undefined; log: Logger; position?: string };

/** An answer that is JSON text already. */
export class Raw {
  readonly json: string | Uint8Array;
  constructor(json: string | Uint8Array) {
    this.json = json;
  }
}
export const raw = (json: string | Uint8Array) => new Raw(json);

export type Handler<E extends Endpoint> = (
  request: RequestOf<E>,
  context: RequestContext,
) => Promise<ReplyOf<E> | Refusal | Raw>;
/** `name`: of the endpoint in metrics and traces, one for all partitions of a command. */
export type Handled = { endpoint: Endpoint; name: string; handler: Handler<Endpoint> };

/** Pairs an endpoint with what answers it. */
export function handle<E extends Endpoint>(endpoint: E, handler: Handler<E>): Handled {
  const name = endpoint.subject.replace(/\.(\d+|\*)$/, '');
  return { endpoint, name, handler: handler as unknown as Handler<Endpoint> };
}

const requestSeconds = histogram(
  'nats_request_duration_seconds',
  'Requests over NATS, from taking one to its answer, by endpoint and by how it was answered',
  ['endpoint', 'outcome'],
);
const requestsNow = gauge('nats_requests_in_flight', 'Requests over NATS in work');

/** How often whoever wants it is told that a request is in work. */
const signMs = 500;

export type Answering = {
  /** Answers a request, or says that there are too many. */
  take(error: Error | null, message: Msg, handled: Handled): void;
  /** Resolves when those in work are answered. */
  idle(): Promise<void>;
};

/**
 * Answers requests. Those that do not fit their schema are refused; an exception becomes `internal` and a log entry,
 * never a detail outside. `concurrency`: requests in work at once; beyond, callers are told to come back.
 */
export function createAnswering({ log, concurrency }: { log: Logger; concurrency: number }): Answering {
  const inWork = new Set<Promise<void>>();

  const answer = async (message: Msg, { endpoint, name, handler }: Handled): Promise<void> => {
    const context = contextOf(message, log);
    const answered = requestSeconds.startTimer({ endpoint: name });
    const span = startSpan(name, { kind: 'server', parent: context.traceparent });
    if (span) context.traceparent = span.traceparent;
    const signs = message.headers?.has(names.signOfLife) ? setInterval(() => giveSign(message), signMs) : undefined;
    let outcome = 'internal';
    try {
      const request: unknown = parseJson(message.string());
      const flaws = flawsOf(endpoint.request, request);
      const result = flaws.length
        ? invalid(flaws, 'The request does not fit the contract.')
        : await handler(request as never, context);
      respond(message, result, context);
      outcome = isRefusal(result) ? result.code : 'ok';
    } catch (error) {
      context.log.error({ err: error, subject: message.subject }, 'request failed');
      respond(message, refuse('internal', 'Something went wrong.'), context);
    } finally {
      clearInterval(signs);
      answered({ outcome });
      span?.end(outcome);
    }
  };

  return {
    take(error, message, handled) {
      if (error) return log.error({ err: error }, 'service');
      // Whoever asks names where the answer goes, and the answer goes there with this service's rights.
      if (!isInbox(message.reply)) return log.error({ subject: message.subject }, 'request without an inbox passed by');
      if (inWork.size >= concurrency) {
        requestSeconds.observe({ endpoint: handled.name, outcome: 'full' }, 0);
        return respond(message, unavailable(), contextOf(message, log));
      }
      requestsNow.inc();
      // Rejects only where nobody can be answered any more: the connection was closed for good.
      const work = answer(message, handled)
        .catch((err) => log.error({ err, subject: message.subject }, 'not answered'))
        .finally(() => {
          requestsNow.dec();
          inWork.delete(work);
        });
      inWork.add(work);
    },
    idle: async () => void (await Promise.allSettled(inWork)),
  };
}

function contextOf(message: Msg, log: Logger): RequestContext {
  const requestId = message.headers?.get(names.requestId) || '-';
  let own: Logger | undefined;
  return {
    requestId,
    traceparent: message.headers?.get(names.traceparent) || undefined,
    // Made when something is to be said: most requests pass in silence.
    get log() {
      own ??= log.child({ requestId });
      return own;
    },
  };
}

/** Where the connection is closed for good nobody waits for it. */
function giveSign(message: Msg): void {
  const made = natsHeaders();
  made.set(names.signOfLife, 'at work');
  try {
    message.respond('', { headers: made });
  } catch {
    return;
  }
}

function respond(message: Msg, result: unknown, context: RequestContext): void {
  const made = natsHeaders();
  if (isRefusal(result)) {
    made.set(names.errorCode, String(refusalStatus[result.code]));
    made.set(names.error, result.code);
    message.respond(JSON.stringify(result), { headers: made });
    return;
  }
  if (context.position) made.set(names.position, context.position);
  message.respond(result instanceof Raw ? result.json : JSON.stringify(result), { headers: made });
}
