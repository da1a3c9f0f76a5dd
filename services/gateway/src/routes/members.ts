import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { http } from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import type { ChatCommands } from '../bus/chat-commands.ts';
import { commandOf, taken } from '../http/answers.ts';
import type { Asker } from '../http/asker.ts';
import { contextOf } from '../http/request-context.ts';
import { passChat } from './chat-views.ts';

type Options = { ask: Asker; chatCommands: ChatCommands; user: preHandlerAsyncHookHandler };

/** Who is in a group, and what they may do there. */
export const memberRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { ask, chatCommands, user }) => {
  app.addHook('onRequest', user);

  app.post(
    '/chats/:chatId/members',
    { schema: { params: http.ChatParams, body: http.MembersBody } },
    async (request, reply) => {
      const { chatId } = request.params;
      const command = { type: 'AddMembers', ...commandOf(request), chatId, userIds: request.body.userIds } as const;
      taken(request, await chatCommands.send(command, contextOf(request)));
      return passChat(ask, request, reply, chatId);
    },
  );

  app.put(
    '/chats/:chatId/members/:userId',
    { schema: { params: http.MemberParams, body: http.RoleBody } },
    async (request, reply) => {
      const { chatId, userId } = request.params;
      const command = { type: 'ChangeRole', ...commandOf(request), chatId, userId, role: request.body.role } as const;
      taken(request, await chatCommands.send(command, contextOf(request)));
      return passChat(ask, request, reply, chatId);
    },
  );

  app.delete('/chats/:chatId/members/:userId', { schema: { params: http.MemberParams } }, async (request, reply) => {
    const { chatId, userId } = request.params;
    const command = { type: 'RemoveMember', ...commandOf(request), chatId, userId } as const;
    taken(request, await chatCommands.send(command, contextOf(request)));
    return reply.code(204).send();
  });

  app.post('/chats/:chatId/leave', { schema: { params: http.ChatParams } }, async (request, reply) => {
    const command = { type: 'LeaveChat', ...commandOf(request), chatId: request.params.chatId } as const;
    taken(request, await chatCommands.send(command, contextOf(request)));
    return reply.code(204).send();
  });
};
