import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { docsHeaders } from '../http/security-headers.ts';
import { asyncApi } from './asyncapi.ts';
import { collectOpenApi } from './openapi.ts';
import { socketPage } from './socket-page.ts';

const styles = readFileSync(join(import.meta.dirname, 'docs.css'), 'utf8');

/**
 * Serves the documentation of HTTP and of the socket, as documents and as pages, with nothing from elsewhere. To be
 * called before the routes are added that it tells of.
 */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  const openApi = await collectOpenApi(app);
  const socket = asyncApi();
  const page = socketPage(socket);
  await app.register(async (docs) => {
    docs.addHook('onRequest', async (_request, reply) => void (await reply.helmet(docsHeaders)));
    docs.get('/docs/openapi.json', async () => openApi());
    docs.get('/docs/asyncapi.json', async () => socket);
    docs.get('/docs/socket', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
    docs.get('/docs/docs.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(styles));
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      logo: null as never,
      theme: { title: 'Messenger: the HTTP interface' },
      uiConfig: {
        layout: 'BaseLayout',
        docExpansion: 'list',
        displayRequestDuration: true,
        persistAuthorization: false,
      },
    });
  });
}
