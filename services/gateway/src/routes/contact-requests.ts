import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Bus, call, callRaw } from '@messenger/messaging';
import { contactCommand, http, invalidField, queries, Refused } from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import { commandOf, onBehalfOf, pass, taken } from '../http/answers.ts';
import { callerOf } from '../http/caller.ts';
import { contextOf } from '../http/request-context.ts';
import { contactOf, outgoingRequestTo } from './contact-views.ts';

/** Who would be a contact: the open requests, asking, accepting, and rejecting or withdrawing. */
export const contactRequestRoutes: FastifyPluginAsyncTypebox<{ bus: Bus; user: preHandlerAsyncHookHandler }> = async (
  app,
  { bus, user },
) => {
  app.addHook('onRequest', user);

  app.get('/contacts/requests', async (request, reply) =>
    pass(request, reply, await callRaw(bus, queries.contactRequests, onBehalfOf(request), contextOf(request))),
  );

  app.post('/contacts/requests', { schema: { body: http.UserIdBody } }, async (request, reply) => {
    const { userId } = request.body;
    if (userId === callerOf(request).userId) throw new Refused(invalidField('/userId', 'must be someone else'));
    const command = { type: 'RequestContact', ...commandOf(request), userId } as const;
    const { standing } = taken(request, await call(bus, contactCommand, command, contextOf(request))).value;
    const open = standing === 'outgoing' ? await outgoingRequestTo(bus, request, userId) : undefined;
    if (open) return reply.code(201).send({ request: open });
    return { contact: await contactOf(bus, request, userId) };
  });

  app.post('/contacts/requests/:requestId/accept', { schema: { params: http.RequestParams } }, async (request) => {
    const command = { type: 'AcceptContact', ...commandOf(request), pairId: request.params.requestId } as const;
    const { userId } = taken(request, await call(bus, contactCommand, command, contextOf(request))).value;
    return { contact: await contactOf(bus, request, userId) };
  });

  app.delete('/contacts/requests/:requestId', { schema: { params: http.RequestParams } }, async (request, reply) => {
    const command = { type: 'DeclineContact', ...commandOf(request), pairId: request.params.requestId } as const;
    taken(request, await call(bus, contactCommand, command, contextOf(request)));
    return reply.code(204).send();
  });
};
