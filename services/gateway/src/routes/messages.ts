import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { accepted, http, invalidField, pageSize, queries, Refused } from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import type { ChatCommands } from '../bus/chat-commands.ts';
import type { CoalescedReceipts } from '../bus/coalesced-receipts.ts';
import type { MoveReceipt } from '../bus/gathered-receipts.ts';
import { sendCommand } from '../bus/message-commands.ts';
import { pass, taken } from '../http/answers.ts';
import type { Asker } from '../http/asker.ts';
import { callerOf } from '../http/caller.ts';
import { contextOf } from '../http/request-context.ts';

type Options = {
  ask: Asker;
  chatCommands: ChatCommands;
  moveReceipt: MoveReceipt;
  /** Those that come by themselves and often, together. */
  receipts: CoalescedReceipts;
  user: preHandlerAsyncHookHandler;
};

/** What is said in a chat, and how far it was read. */
export const messageRoutes: FastifyPluginAsyncTypebox<Options> = async (
  app,
  { ask, chatCommands, moveReceipt, receipts, user },
) => {
  app.addHook('onRequest', user);

  app.get(
    '/chats/:chat/messages',
    { schema: { params: http.ChatOrSlugParams, querystring: http.MessagesQuery } },
    async (request, reply) => {
      const anchors = (['before', 'after', 'around'] as const).filter((name) => request.query[name] !== undefined);
      if (anchors.length > 1)
        throw new Refused(invalidField(`/${anchors[1]}`, `must not be combined with ${anchors[0]}`));
      if (request.query.images && request.query.around !== undefined)
        throw new Refused(invalidField('/around', 'must not be combined with images'));
      const asked = { limit: pageSize, ...request.query, ...request.params };
      return pass(request, reply, await ask(request, queries.messages, asked));
    },
  );

  app.post(
    '/chats/:chatId/messages',
    { schema: { params: http.ChatParams, body: http.SendMessageBody } },
    async (request, reply) => {
      const command = accepted(sendCommand(callerOf(request).userId, request.params.chatId, request.body));
      const answer = await chatCommands.send(command, contextOf(request));
      return pass(request, reply, answer, 201);
    },
  );

  app.post(
    '/chats/:chatId/read',
    { schema: { params: http.ChatParams, body: http.ReadBody } },
    async (request, reply) => {
      const by = callerOf(request).userId;
      const command = { by, ...request.params, kind: 'read', upTo: request.body.upTo } as const;
      // Somebody looks at the chat: gathered with those of others, and not held back for a second as devices' own are.
      taken(request, await moveReceipt(command, contextOf(request)));
      return reply.code(204).send();
    },
  );

  app.post(
    '/chats/:chatId/delivered',
    { schema: { params: http.ChatParams, body: http.ReadBody } },
    async (request, reply) => {
      const by = callerOf(request).userId;
      const command = { by, ...request.params, kind: 'delivered', upTo: request.body.upTo } as const;
      // Devices say it by themselves at every message: of a user and chat, once a second at most goes on.
      taken(request, await receipts.move(command, contextOf(request)));
      return reply.code(204).send();
    },
  );
};
