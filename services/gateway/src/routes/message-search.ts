import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Bus, callRaw } from '@messenger/messaging';
import { http, queries } from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import { onBehalfOf, pass } from '../http/answers.ts';
import { contextOf } from '../http/request-context.ts';

const defaultLimit = 50;

/** Full-text search over all chats of the caller. */
export const messageSearchRoutes: FastifyPluginAsyncTypebox<{ bus: Bus; user: preHandlerAsyncHookHandler }> = async (
  app,
  { bus, user },
) => {
  app.addHook('onRequest', user);

  app.get('/messages/search', { schema: { querystring: http.MessageSearchQuery } }, async (request, reply) => {
    const asked = { limit: defaultLimit, ...request.query, ...onBehalfOf(request) };
    return pass(request, reply, await callRaw(bus, queries.messageSearch, asked, contextOf(request)));
  });
};
