import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { derivedId } from '@messenger/kit';
import { type Bus, callRaw } from '@messenger/messaging';
import { http, userCommand } from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import type { ChatCommands } from '../bus/chat-commands.ts';
import { commandOf, pass, taken } from '../http/answers.ts';
import type { Asker } from '../http/asker.ts';
import { contextOf } from '../http/request-context.ts';
import { chatIdOf, passChat } from './chat-views.ts';

type Options = { bus: Bus; ask: Asker; chatCommands: ChatCommands; user: preHandlerAsyncHookHandler };

/** Making, changing and deleting groups, and everyone's own settings of a chat. */
export const groupRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { bus, ask, chatCommands, user }) => {
  app.addHook('onRequest', user);

  app.post('/chats/group', { schema: { body: http.GroupBody } }, async (request, reply) => {
    const command = commandOf(request);
    const chatId = derivedId(command.by, command.commandId, 'group');
    const answer = await chatCommands.send(
      { ...request.body, type: 'CreateGroup', ...command, chatId },
      contextOf(request),
    );
    taken(request, answer);
    return passChat(ask, request, reply, chatId, 201);
  });

  app.put(
    '/chats/:chat',
    { schema: { params: http.ChatOrSlugParams, body: http.UpdateChatBody } },
    async (request, reply) => {
      const chatId = await chatIdOf(ask, request, request.params.chat);
      const command = { ...request.body, type: 'UpdateChat', ...commandOf(request), chatId } as const;
      taken(request, await chatCommands.send(command, contextOf(request)));
      return passChat(ask, request, reply, chatId);
    },
  );

  app.delete('/chats/:chat', { schema: { params: http.ChatOrSlugParams } }, async (request, reply) => {
    const chatId = await chatIdOf(ask, request, request.params.chat);
    const command = { type: 'DeleteChat', ...commandOf(request), chatId } as const;
    taken(request, await chatCommands.send(command, contextOf(request)));
    return reply.code(204).send();
  });

  app.put(
    '/chats/:chat/settings',
    { schema: { params: http.ChatOrSlugParams, body: http.SettingsBody } },
    async (request, reply) => {
      const { muted, mutedUntil, notify } = request.body;
      const settings = {
        ...(muted === undefined ? {} : { muted }),
        ...(mutedUntil === undefined ? {} : { mutedUntil }),
        ...(notify === undefined ? {} : { notify }),
      };
      const chatId = await chatIdOf(ask, request, request.params.chat);
      const command = { type: 'ChangeChatSettings', ...commandOf(request), chatId, settings } as const;
      return pass(request, reply, await callRaw(bus, userCommand, command, contextOf(request)));
    },
  );
};
