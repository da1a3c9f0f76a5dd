import type { Logger } from '@messenger/kit';
import {
  type Endpoint,
  flawsOf,
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
import { headers as natsHeaders, type ServiceMsg } from 'nats';
import type { Bus } from './bus.ts';

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
export type Handled = { endpoint: Endpoint; handler: Handler<Endpoint> };

/** Pairs an endpoint with what answers it. */
export function handle<E extends Endpoint>(endpoint: E, handler: Handler<E>): Handled {
  return { endpoint, handler: handler as unknown as Handler<Endpoint> };
}

export type ServeOptions = {
  name: string;
  description: string;
  version?: string;
  log: Logger;
  endpoints: Handled[];
  /** Requests in work at once; beyond, callers are told to come back. */
  concurrency?: number;
};

/**
 * Serves endpoints as a NATS micro service: every instance is in one queue group, `nats micro ls` shows it. Requests
 * that do not fit their schema are refused; an exception becomes `internal` and a log entry, never a detail outside.
 * Disposing stops taking requests and waits for those in work.
 */
export async function serve(
  bus: Bus,
  { name, description, version = '1.0.0', log, endpoints, concurrency = 256 }: ServeOptions,
): Promise<AsyncDisposable> {
  const service = await bus.nc.services.add({ name, description, version });
  const inWork = new Set<Promise<void>>();

  const answer = async (message: ServiceMsg, { endpoint, handler }: Handled): Promise<void> => {
    const context = contextOf(message, log);
    try {
      const request: unknown = parse(message);
      const flaws = flawsOf(endpoint.request, request);
      const result = flaws.length
        ? refuse('validation_failed', 'The request does not fit the contract.', { details: flaws })
        : await handler(request as never, context);
      respond(message, result, context);
    } catch (error) {
      context.log.error({ err: error, subject: message.subject }, 'request failed');
      respond(message, refuse('internal', 'Something went wrong.'), context);
    }
  };

  for (const handled of endpoints) {
    service.addEndpoint(handled.endpoint.subject.replaceAll(/[^A-Za-z0-9_-]/g, '-'), {
      subject: handled.endpoint.subject,
      queue: name,
      handler: (error, message) => {
        if (error) return log.error({ err: error }, 'service');
        // Whoever asks names where the answer goes, and the answer goes there with this service's rights.
        if (!isInbox(message.reply))
          return log.error({ subject: message.subject }, 'request without an inbox passed by');
        if (inWork.size >= concurrency) return respond(message, unavailable(), contextOf(message, log));
        // Rejects only where nobody can be answered any more: the connection was closed for good.
        const work = answer(message, handled)
          .catch((err) => log.error({ err, subject: message.subject }, 'not answered'))
          .finally(() => inWork.delete(work));
        inWork.add(work);
      },
    });
  }
  await bus.nc.flush();

  return {
    async [Symbol.asyncDispose]() {
      if (!bus.nc.isClosed()) await service.stop().catch(() => undefined);
      await Promise.allSettled(inWork);
    },
  };
}

function parse(message: ServiceMsg): unknown {
  try {
    return JSON.parse(message.string());
  } catch {
    return undefined;
  }
}

function contextOf(message: ServiceMsg, log: Logger): RequestContext {
  const requestId = message.headers?.get(names.requestId) || '-';
  return {
    requestId,
    traceparent: message.headers?.get(names.traceparent) || undefined,
    log: log.child({ requestId }),
  };
}

function respond(message: ServiceMsg, result: unknown, context: RequestContext): void {
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
