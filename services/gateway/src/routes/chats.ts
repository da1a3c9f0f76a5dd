import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { directChatId } from '@messenger/kit';
import { type Bus, callRaw } from '@messenger/messaging';
import {
  type Created,
  encodeCursor,
  http,
  invalidField,
  mergeCursors,
  pageSize,
  queries,
  Refused,
} from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import type { ChatCommands } from '../bus/chat-commands.ts';
import { onBehalfOf, parsed, pass, taken } from '../http/answers.ts';
import type { Asker } from '../http/asker.ts';
import { callerOf } from '../http/caller.ts';
import { contextOf } from '../http/request-context.ts';
import type { Hub } from '../live/hub.ts';
import { passChat } from './chat-views.ts';

type Options = { bus: Bus; hub: Hub; ask: Asker; chatCommands: ChatCommands; user: preHandlerAsyncHookHandler };

/** One's chats: the list, one of them, what happened in it; and direct ones, made. */
export const chatRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { bus, hub, ask, chatCommands, user }) => {
  app.addHook('onRequest', user);

  app.get('/chats', { schema: { querystring: http.ChatsQuery } }, async (request, reply) => {
    const asked = { limit: pageSize, ...request.query, ...onBehalfOf(request) };
    return pass(request, reply, await callRaw(bus, queries.chats, asked, contextOf(request)));
  });

  app.get('/chats/:chat', { schema: { params: http.ChatOrSlugParams } }, async (request, reply) =>
    passChat(ask, request, reply, request.params.chat),
  );

  app.post('/chats/direct', { schema: { body: http.UserIdBody } }, async (request, reply) => {
    const { userId } = request.body;
    const by = callerOf(request).userId;
    if (userId === by) throw new Refused(invalidField('/userId', 'must be someone else'));
    const chatId = directChatId(by, userId);
    const command = { type: 'CreateDirect', commandId: request.commandId, by, chatId, userId } as const;
    const made = taken(request, await chatCommands.send(command, contextOf(request)));
    return passChat(ask, request, reply, chatId, parsed<Created>(made).created ? 201 : 200);
  });

  app.get(
    '/chats/:chat/events',
    { schema: { params: http.ChatOrSlugParams, querystring: http.EventsQuery } },
    async (request, reply) => {
      const { after = 0, limit = http.maxEventsPage } = request.query;
      // Whoever asks has been pushed what comes after the gap.
      const minPosition = encodeCursor(mergeCursors(request.position, hub.positions));
      const asked = { ...onBehalfOf(request), minPosition, chat: request.params.chat, after, limit };
      return pass(request, reply, await callRaw(bus, queries.chatEvents, asked, contextOf(request)));
    },
  );
};
