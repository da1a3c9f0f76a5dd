import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Bus, callRaw } from '@messenger/messaging';
import { http, isRefusal, pageSize, queries } from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import type { ChatCommands } from '../bus/chat-commands.ts';
import { sendCommand } from '../bus/message-commands.ts';
import type { MoveReceipts } from '../bus/receipt-commands.ts';
import { commandOf, onBehalfOf, pass, taken } from '../http/answers.ts';
import { callerOf } from '../http/caller.ts';
import { invalid, Refused } from '../http/refused.ts';
import { contextOf } from '../http/request-context.ts';

type Options = {
  bus: Bus;
  chatCommands: ChatCommands;
  moveReceipts: MoveReceipts;
  user: preHandlerAsyncHookHandler;
};

/** What is said in a chat, and how far it was read. */

export const messageRoutes: FastifyPluginAsyncTypebox<Options> = async (
  app,
  { bus, chatCommands, moveReceipts, user },
) => {
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
      const command = sendCommand(callerOf(request).userId, request.params.chatId, request.body, '/text');
      if (isRefusal(command)) throw new Refused(command);
      const answer = await chatCommands.send(command, contextOf(request), request.body.attachmentIds);
      return pass(request, reply, answer, 201);
    },
  );

  app.post(
    '/chats/:chatId/read',
    { schema: { params: http.ChatParams, body: http.ReadBody } },
    async (request, reply) => {
      const command = { ...commandOf(request), ...request.params, kind: 'read', upTo: request.body.upTo } as const;
      taken(request, await moveReceipts(command, contextOf(request)));
      return reply.code(204).send();
    },
  );
};
