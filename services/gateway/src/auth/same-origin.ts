import type { FastifyRequest } from 'fastify';

/** True when the request comes from a page of this very origin, by its Origin header and the host it was sent to. */
export function isSameOrigin(request: Pick<FastifyRequest, 'headers' | 'host'>): boolean {
  const { origin } = request.headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === request.host;
}
