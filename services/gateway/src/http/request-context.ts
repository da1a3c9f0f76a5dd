import { isTracing, newId, type Span, startSpan } from '@messenger/kit';
import type { CallContext } from '@messenger/messaging';
import {
  type CommandId,
  type Cursor,
  encodeCursor,
  headers,
  invalidField,
  isId,
  type LogShape,
  Refused,
} from '@messenger/proto';
import type { FastifyReply, FastifyRequest, RawRequestDefaultExpression } from 'fastify';
import fp from 'fastify-plugin';
import type { Caller } from '../auth/tokens.ts';
import { positionOf } from './position.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the `userGuard` of a route, or by its `viewerGuard`. */
    caller: Caller | undefined;
    /** What the caller has seen, and what this request has found out since. */
    position: Cursor;
    /** The `Idempotency-Key`, else one made here. */
    commandId: CommandId;
    /** True when the client sent an `Idempotency-Key`. */
    isRepeatable: boolean;
    /** Of what is done for this request, while there is tracing. */
    span: Span | undefined;
  }
}

/** The client's request id where it is fit for logs and headers, else a new one. */
export function requestIdOf(raw: RawRequestDefaultExpression): string {
  const id = raw.headers[headers.httpRequestId];
  return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : newId();
}

/** Reads what every request may carry, and answers with what every answer carries. */
export const requestContext = fp<{ shape: LogShape; withinLog: (claimed: Cursor) => Promise<Cursor> }>(
  async (app, { shape, withinLog }) => {
    const start = positionOf(undefined, shape)!;
    app.decorateRequest('caller', undefined);
    app.decorateRequest('isRepeatable', false);
    app.decorateRequest('span', undefined);
    app.decorateRequest('commandId', '');
    app.decorateRequest<Cursor | null>('position', null);

    app.addHook('onRequest', async (request, reply) => {
      if (isTracing()) {
        const name = `${request.method} ${request.routeOptions.url ?? 'none'}`;
        request.span = startSpan(name, { kind: 'server', parent: givenTraceparent(request) });
      }
      signAnswer(request, reply, start);
      request.position = start;
      const position = positionOf(single(request, headers.httpPosition), shape);
      if (!position)
        throw new Refused(invalidField(headers.httpPosition, 'must be a position that this server gave out'));
      request.position = await withinLog(position);
      const key = single(request, headers.idempotencyKey)?.toLowerCase();
      if (key !== undefined && !isId(key)) throw new Refused(invalidField(headers.idempotencyKey, 'must be a UUID'));
      request.isRepeatable = key !== undefined;
      request.commandId = key ?? newId();
    });

    app.addHook('onResponse', async (request, reply) => {
      request.span?.end(reply.statusCode < 500 ? 'ok' : String(reply.statusCode));
    });

    app.addHook('onSend', async (request, reply) => {
      reply.header(headers.httpPosition, encodeCursor(request.position ?? start));
      if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control'))
        reply.header('cache-control', 'no-store');
    });
  },
);

/** What every answer carries, whatever becomes of the request. */
export function signAnswer(request: FastifyRequest, reply: FastifyReply, position: Cursor): void {
  reply.header(headers.httpRequestId, request.id).header(headers.httpPosition, encodeCursor(position));
}

function single(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

const traceparentPattern = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** What travels with this request to the services. */
export function contextOf(request: FastifyRequest): CallContext {
  return { requestId: request.id, traceparent: request.span?.traceparent ?? givenTraceparent(request) };
}

function givenTraceparent(request: FastifyRequest): string | undefined {
  const given = single(request, headers.traceparent);
  return given && traceparentPattern.test(given) ? given : undefined;
}
