import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Bus, call } from '@messenger/messaging';
import { contactCommand, http } from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import { commandOf, taken } from '../http/answers.ts';
import { contextOf } from '../http/request-context.ts';
import { contactsOf } from './contact-views.ts';

/** One's contacts: the list, and parting from one. */
export const contactRoutes: FastifyPluginAsyncTypebox<{ bus: Bus; user: preHandlerAsyncHookHandler }> = async (
  app,
  { bus, user },
) => {
  app.addHook('onRequest', user);

  app.get('/contacts', async (request) => ({ contacts: await contactsOf(bus, request) }));

  app.delete('/contacts/:userId', { schema: { params: http.UserParams } }, async (request, reply) => {
    const command = { type: 'RemoveContact', ...commandOf(request), userId: request.params.userId } as const;
    taken(request, await call(bus, contactCommand, command, contextOf(request)));
    return reply.code(204).send();
  });
};
