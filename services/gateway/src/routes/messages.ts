import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Bus, callRaw } from '@messenger/messaging';
import { http, pageSize, queries } from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import type { ChatCommands } from '../bus/chat-commands.ts';
import { onBehalfOf, pass } from '../http/answers.ts';
import { callerOf } from '../http/caller.ts';
import { invalid } from '../http/refused.ts';
import { contextOf } from '../http/request-context.ts';

type Options = { bus: Bus; chatCommands: ChatCommands; user: preHandlerAsyncHookHandler };

export const messageRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { bus, chatCommands, user }) => {
  app.addHook('onRequest', user);

  app.get(
    '/chats/:chat/messages',
    { schema: { params: http.ChatOrSlugParams, querystring: http.MessagesQuery } },
    async (request, reply) => {
      const anchors = (['before', 'after', 'around'] as const).filter((name) => request.query[name] !== undefined);
      if (anchors.length > 1) throw invalid(`/${anchors[1]}`, `must not be combined with ${anchors[0]}`);
      const asked = { limit: pageSize, ...request.query, ...request.params, ...onBehalfOf(request) };
      return pass(request, reply, await callRaw(bus, queries.messages, asked, contextOf(request)));
    },
  );

  app.post(
    '/chats/:chatId/messages',
    { schema: { params: http.ChatParams, body: http.SendMessageBody } },
    async (request, reply) => {
      const { messageId, text = '' } = request.body;
      if (text.trim() === '') throw invalid('/text', 'must not be empty');
      const { chatId } = request.params;
      const command = {
        type: 'SendMessage',
        commandId: messageId,
        by: callerOf(request).userId,
        chatId,
        text,
      } as const;
      return pass(request, reply, await chatCommands.send(command, contextOf(request)), 201);
    },
  );

  app.get(
    '/messages/:messageId',
    { schema: { params: http.MessageParams, querystring: http.MessageQuery } },
    async (request, reply) => {
      const asked = { ...request.query, ...request.params, ...onBehalfOf(request) };
      return pass(request, reply, await callRaw(bus, queries.message, asked, contextOf(request)));
    },
  );
};
