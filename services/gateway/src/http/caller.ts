import { accepted } from '@messenger/proto';
import type { FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import { type Caller, type Tokens, unauthenticated } from '../auth/tokens.ts';

const bearerPattern = /^Bearer ([\w.~+/=-]+)$/i;

/** The token that a request carries. */
export const bearerOf = (request: FastifyRequest): string | undefined =>
  bearerPattern.exec(request.headers.authorization ?? '')?.[1];

/** The guard of every route that acts for a user; runs before the body is read. */
export const userGuard =
  (tokens: Tokens): preHandlerAsyncHookHandler =>
  async (request) => {
    const token = bearerOf(request);
    const caller = token === undefined ? unauthenticated() : await tokens.verify(token);
    request.caller = accepted(caller);
  };

/** The caller that the guard has let in. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error('the route has no guard');
  return request.caller;
}
