import { existsSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import serveStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Paths that are never a page of the client. */
const notPages = /^\/(?:api|ws|docs|health|ready|metrics)(?:\/|$)/;
const assets = `${sep}assets${sep}`;

/**
 * Serves the built web client: hashed files for good, everything else fresh. Returns how a deep link is answered with
 * the client's page; it returns undefined for what is no deep link.
 */
export async function serveWebClient(
  app: FastifyInstance,
  webDist: string | undefined,
): Promise<(request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined> {
  const root = webDist === undefined ? undefined : resolve(webDist);
  if (root === undefined || !existsSync(join(root, 'index.html'))) {
    app.log.warn({ webDist }, 'no web client is served');
    return () => undefined;
  }
  await app.register(serveStatic, {
    root,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes(assets) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return (request, reply) => (isDeepLink(request) ? reply.sendFile('index.html') : undefined);
}

function isDeepLink(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0]!;
  const wantsPage = (request.headers.accept ?? '').includes('text/html');
  return request.method === 'GET' && wantsPage && !notPages.test(path) && !basename(path).includes('.');
}
