import { existsSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import serveStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Paths that are never a page of the client. */
const notPages = /^\/(?:api|ws|docs|health|ready|metrics)(?:\/|$)/;
/** Links that people share (R37): whoever follows one, an app's preview too, gets the page. */
const links = /^\/(?:chat|user)\/./;
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
    // The build puts them there.
    preCompressed: true,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes(assets) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return (request, reply) => (isDeepLink(request) ? reply.sendFile('index.html') : undefined);
}

function isDeepLink(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0]!;
  const { accept = '*/*' } = request.headers;
  const wantsPage = accept.includes('text/html') || (links.test(path) && accept.includes('*/*'));
  return ['GET', 'HEAD'].includes(request.method) && wantsPage && !notPages.test(path) && !basename(path).includes('.');
}
