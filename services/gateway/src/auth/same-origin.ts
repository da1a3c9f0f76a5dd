import { Refused, refuse } from '@messenger/proto';
import type { FastifyRequest } from 'fastify';

/**
 * True when the request comes from a page of this very origin, by its Origin header, the host it was sent to, and whether
 * that was over TLS: at the edge, where a trusted proxy says so.
 */
export function isSameOrigin({
  headers,
  protocol,
  host,
}: Pick<FastifyRequest, 'headers' | 'protocol' | 'host'>): boolean {
  // Some proxies say wss of a socket.
  const own = `${protocol.replace(/^ws/, 'http')}://${host}`;
  return URL.canParse(own) && headers.origin === new URL(own).origin;
}

/** Cookies are only for pages of this origin. @throws Refused */
export function requireSameOrigin(request: FastifyRequest): void {
  if (!isSameOrigin(request)) throw new Refused(refuse('forbidden', 'This may only come from the application itself.'));
}
