import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { accepted, http, queries } from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import type { ChatCommands } from '../bus/chat-commands.ts';
import { emojiOf } from '../bus/message-commands.ts';
import { commandOf, pass, taken } from '../http/answers.ts';
import type { Asker } from '../http/asker.ts';
import { contextOf } from '../http/request-context.ts';
import { chatOfMessage } from './chat-views.ts';

type Options = { ask: Asker; chatCommands: ChatCommands; user: preHandlerAsyncHookHandler };

const named = { params: http.MessageParams, querystring: http.MessageQuery };

/** One message by its id: its life, and who has it. Its chat is found first, which checks the access. */
export const singleMessageRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { ask, chatCommands, user }) => {
  app.addHook('onRequest', user);

  app.get('/messages/:messageId', { schema: named }, async (request, reply) => {
    const asked = { ...request.query, ...request.params };
    return pass(request, reply, await ask(request, queries.message, asked));
  });

  app.put('/messages/:messageId', { schema: { ...named, body: http.EditMessageBody } }, async (request, reply) => {
    const { messageId } = request.params;
    const chatId = await chatOfMessage(ask, request);
    const command = {
      type: 'EditMessage',
      ...commandOf(request),
      chatId,
      messageId,
      text: request.body.text,
    } as const;
    taken(request, await chatCommands.send(command, contextOf(request)));
    return pass(request, reply, await ask(request, queries.message, { chatId, messageId }));
  });

  app.delete('/messages/:messageId', { schema: named }, async (request, reply) => {
    const { messageId } = request.params;
    const chatId = await chatOfMessage(ask, request);
    const command = { type: 'DeleteMessage', ...commandOf(request), chatId, messageId } as const;
    taken(request, await chatCommands.send(command, contextOf(request)));
    return reply.code(204).send();
  });

  app.get(
    '/messages/:messageId/history',
    { schema: { ...named, querystring: http.HistoryQuery } },
    async (request, reply) => {
      const asked = { ...request.query, ...request.params };
      return pass(request, reply, await ask(request, queries.messageHistory, asked));
    },
  );

  app.get('/messages/:messageId/receipts', { schema: named }, async (request, reply) => {
    const asked = { ...request.query, ...request.params };
    return pass(request, reply, await ask(request, queries.messageReceipts, asked));
  });

  app.post(
    '/messages/:messageId/reactions',
    { schema: { ...named, body: http.ReactionBody } },
    async (request, reply) => {
      const emoji = accepted(emojiOf(request.body.emoji));
      const { messageId } = request.params;
      const chatId = await chatOfMessage(ask, request);
      const command = { type: 'AddReaction', ...commandOf(request), chatId, messageId, emoji } as const;
      taken(request, await chatCommands.send(command, contextOf(request)));
      return reply.code(204).send();
    },
  );

  app.delete(
    '/messages/:messageId/reactions/:emoji',
    { schema: { ...named, params: http.ReactionParams } },
    async (request, reply) => {
      const { messageId } = request.params;
      const emoji = accepted(emojiOf(request.params.emoji));
      const chatId = await chatOfMessage(ask, request);
      const command = { type: 'RemoveReaction', ...commandOf(request), chatId, messageId, emoji } as const;
      taken(request, await chatCommands.send(command, contextOf(request)));
      return reply.code(204).send();
    },
  );
};
