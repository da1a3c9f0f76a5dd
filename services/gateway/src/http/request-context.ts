import { newId } from '@messenger/kit';
import type { CallContext } from '@messenger/messaging';
import { type CommandId, type Cursor, encodeCursor, headers, isId, type LogShape } from '@messenger/proto';
import type { FastifyRequest, RawRequestDefaultExpression } from 'fastify';
import fp from 'fastify-plugin';
import type { Caller } from '../auth/tokens.ts';
import { positionOf } from './position.ts';
import { invalid } from './refused.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `requireUser`. */
    caller: Caller | undefined;
    /** What the caller has seen, and what this request has found out since. */
    position: Cursor;
    /** The `Idempotency-Key`, else one made here. */
    commandId: CommandId;
    /** True when the client sent an `Idempotency-Key`. */
    isRepeatable: boolean;
  }
}

/** The client's request id where it is fit for logs and headers, else a new one. */
export function requestIdOf(raw: RawRequestDefaultExpression): string {
  const id = raw.headers[headers.httpRequestId];
  return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : newId();
}

/** Reads what every request may carry, and answers with what every answer carries. */
export const requestContext = fp<{ shape: LogShape }>(async (app, { shape }) => {
  const start = positionOf(undefined, shape)!;
  app.decorateRequest('caller', undefined);
  app.decorateRequest('isRepeatable', false);
  app.decorateRequest('commandId', '');
  app.decorateRequest<Cursor | null>('position', null);

  app.addHook('onRequest', async (request, reply) => {
    reply.header(headers.httpRequestId, request.id);
    request.position = start;
    const position = positionOf(single(request, headers.httpPosition), shape);
    if (!position) throw invalid(headers.httpPosition, 'must be a position that this server gave out');
    request.position = position;
    const key = single(request, headers.idempotencyKey)?.toLowerCase();
    if (key !== undefined && !isId(key)) throw invalid(headers.idempotencyKey, 'must be a UUID');
    request.isRepeatable = key !== undefined;
    request.commandId = key ?? newId();
  });

  app.addHook('onSend', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return;
    reply.header(headers.httpPosition, encodeCursor(request.position ?? start));
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
});

function single(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

const traceparentPattern = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** What travels with this request to the services. */
export function contextOf(request: FastifyRequest): CallContext {
  const traceparent = single(request, headers.traceparent);
  return {
    requestId: request.id,
    ...(traceparent && traceparentPattern.test(traceparent) ? { traceparent } : {}),
  };
}
