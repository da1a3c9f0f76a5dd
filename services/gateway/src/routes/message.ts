import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Bus, callRaw } from '@messenger/messaging';
import { http, isRefusal, queries } from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import type { ChatCommands } from '../bus/chat-commands.ts';
import { emojiOf } from '../bus/message-commands.ts';
import { commandOf, onBehalfOf, pass, taken } from '../http/answers.ts';
import { Refused } from '../http/refused.ts';
import { contextOf } from '../http/request-context.ts';
import { chatOfMessage } from './chat-views.ts';

type Options = { bus: Bus; chatCommands: ChatCommands; user: preHandlerAsyncHookHandler };

const named = { params: http.MessageParams, querystring: http.MessageQuery };

/** One message by its id: its life, and who has it. Its chat is found first, which checks the access. */
export const singleMessageRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { bus, chatCommands, user }) => {
  app.addHook('onRequest', user);

  app.get('/messages/:messageId', { schema: named }, async (request, reply) => {
    const asked = { ...request.query, ...request.params, ...onBehalfOf(request) };
    return pass(request, reply, await callRaw(bus, queries.message, asked, contextOf(request)));
  });

  app.put('/messages/:messageId', { schema: { ...named, body: http.EditMessageBody } }, async (request, reply) => {
    const { messageId } = request.params;
    const chatId = await chatOfMessage(bus, request);
    const command = {
      type: 'EditMessage',
      ...commandOf(request),
      chatId,
      messageId,
      text: request.body.text,
    } as const;
    taken(request, await chatCommands.send(command, contextOf(request)));
    const asked = { ...onBehalfOf(request), chatId, messageId };
    return pass(request, reply, await callRaw(bus, queries.message, asked, contextOf(request)));
  });

  app.delete('/messages/:messageId', { schema: named }, async (request, reply) => {
    const { messageId } = request.params;
    const chatId = await chatOfMessage(bus, request);
    const command = { type: 'DeleteMessage', ...commandOf(request), chatId, messageId } as const;
    taken(request, await chatCommands.send(command, contextOf(request)));
    return reply.code(204).send();
  });

  app.get('/messages/:messageId/history', { schema: named }, async (request, reply) => {
    const asked = { ...request.query, ...request.params, ...onBehalfOf(request) };
    return pass(request, reply, await callRaw(bus, queries.messageHistory, asked, contextOf(request)));
  });

  app.get('/messages/:messageId/receipts', { schema: named }, async (request, reply) => {
    const asked = { ...request.query, ...request.params, ...onBehalfOf(request) };
    return pass(request, reply, await callRaw(bus, queries.messageReceipts, asked, contextOf(request)));
  });

  app.post(
    '/messages/:messageId/reactions',
    { schema: { ...named, body: http.ReactionBody } },
    async (request, reply) => {
      const emoji = oneEmoji(request.body.emoji);
      const { messageId } = request.params;
      const chatId = await chatOfMessage(bus, request);
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
      const emoji = oneEmoji(request.params.emoji);
      const chatId = await chatOfMessage(bus, request);
      const command = { type: 'RemoveReaction', ...commandOf(request), chatId, messageId, emoji } as const;
      taken(request, await chatCommands.send(command, contextOf(request)));
      return reply.code(204).send();
    },
  );
};

/** @throws Refused when it is anything else */
function oneEmoji(text: string): string {
  const emoji = emojiOf(text, '/emoji');
  if (isRefusal(emoji)) throw new Refused(emoji);
  return emoji;
}
