import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { http, queries } from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import { pass } from '../http/answers.ts';
import type { Asker } from '../http/asker.ts';

const defaultLimit = 50;

/** Full-text search over all chats of the caller. */
export const messageSearchRoutes: FastifyPluginAsyncTypebox<{ ask: Asker; user: preHandlerAsyncHookHandler }> = async (
  app,
  { ask, user },
) => {
  app.addHook('onRequest', user);

  app.get('/messages/search', { schema: { querystring: http.MessageSearchQuery } }, async (request, reply) => {
    const asked = { limit: defaultLimit, ...request.query };
    return pass(request, reply, await ask(request, queries.messageSearch, asked));
  });
};
