import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Bus, call, callRaw } from '@messenger/messaging';
import { encodeCursor, http, mergeCursors, queries, userCommand } from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import { presencesOf, unknownPresence } from '../bus/presences.ts';
import { commandOf, onBehalfOf, pass, taken } from '../http/answers.ts';
import type { Asker } from '../http/asker.ts';
import { contextOf } from '../http/request-context.ts';
import type { Hub } from '../live/hub.ts';

type Options = { bus: Bus; hub: Hub; ask: Asker; user: preHandlerAsyncHookHandler };

/** Users: oneself, those whom one searches, and those whom one may know. */
export const userRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { bus, hub, ask, user }) => {
  app.addHook('onRequest', user);

  app.get('/users/me', async (request, reply) =>
    pass(request, reply, await callRaw(bus, queries.me, onBehalfOf(request), contextOf(request))),
  );

  app.put('/users/me', { schema: { body: http.ProfileBody } }, async (request, reply) => {
    const { displayName, presence, readReceipts, avatarId } = request.body;
    const command = {
      type: 'UpdateProfile',
      ...commandOf(request),
      ...(displayName === undefined ? {} : { displayName }),
      ...(presence === undefined ? {} : { presence }),
      ...(readReceipts === undefined ? {} : { readReceipts }),
      ...(avatarId === undefined ? {} : { avatarId }),
    } as const;
    taken(request, await call(bus, userCommand, command, contextOf(request)));
    return pass(request, reply, await callRaw(bus, queries.me, onBehalfOf(request), contextOf(request)));
  });

  app.get('/users', { schema: { querystring: http.UsersQuery } }, async (request, reply) => {
    const userIds = [...new Set(request.query.ids.split(','))];
    // Whoever is left out because a push told of them sooner than the read model would be so for good.
    const minPosition = encodeCursor(mergeCursors(request.position, hub.positions));
    const asked = { ...onBehalfOf(request), minPosition, userIds };
    return pass(request, reply, await callRaw(bus, queries.users, asked, contextOf(request)));
  });

  app.get('/users/search', { schema: { querystring: http.UserSearchQuery } }, async (request) => {
    const { q, limit = 20 } = request.query;
    const found = await call(bus, queries.userSearch, { ...onBehalfOf(request), q, limit }, contextOf(request));
    const { users } = taken(request, found).value;
    const contacts = users.filter((result) => result.contact === 'contact').map((result) => result.id);
    const presences = await presencesOf(bus, contacts, contextOf(request));
    const presence = (id: string) => ({ presence: (presences.get(id) ?? unknownPresence).state });
    return {
      users: users.map((result) => (result.contact === 'contact' ? { ...result, ...presence(result.id) } : result)),
    };
  });

  app.get('/users/:userId', { schema: { params: http.UserParams } }, async (request, reply) =>
    pass(request, reply, await ask(request, queries.user, request.params)),
  );
};
