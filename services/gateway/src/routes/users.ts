import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { askRawAt, type Bus, call, callRaw, NoResponders } from '@messenger/messaging';
import {
  encodeCursor,
  http,
  isRefusal,
  mergeCursors,
  queries,
  type User,
  unavailable,
  userCommand,
} from '@messenger/proto';
import type { FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import { presencesOf, unknownPresence } from '../bus/presences.ts';
import { commandOf, onBehalfOf, pass, taken } from '../http/answers.ts';
import type { Asker } from '../http/asker.ts';
import { contextOf } from '../http/request-context.ts';
import type { Hub } from '../live/hub.ts';

type Options = { bus: Bus; hub: Hub; ask: Asker; user: preHandlerAsyncHookHandler };

/** Of users who are asked for one by one. */
const atOnce = 10;

/** Users: oneself, those whom one searches, and those whom one may know. */
export const userRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { bus, hub, ask, user }) => {
  app.addHook('onRequest', user);

  app.get('/users/me', async (request, reply) => {
    const answer = await ask(request, queries.me, {});
    // Whoever has a token is there: the read model has yet to hear of who has just registered.
    const isUntold = isRefusal(answer) && answer.code === 'not_found';
    return pass(request, reply, isUntold ? unavailable(1) : answer);
  });

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
    const behalf = { ...onBehalfOf(request), minPosition };
    const asked = { ...behalf, userIds };
    const answer = await askRawAt(bus, queries.users.subject, asked, contextOf(request)).catch((error) =>
      error instanceof NoResponders ? undefined : unavailable(),
    );
    return answer ? pass(request, reply, answer) : { users: await oneByOne(request, behalf, userIds) };
  });

  /** Where there are only projections of the release before, which serve no `users`. Goes one release later (ADR 15). */
  const oneByOne = async (request: FastifyRequest, behalf: ReturnType<typeof onBehalfOf>, userIds: string[]) => {
    const users: User[] = [];
    for (let i = 0; i < userIds.length; i += atOnce) {
      const some = userIds.slice(i, i + atOnce);
      const answers = await Promise.all(
        some.map((userId) => call(bus, queries.user, { ...behalf, userId }, contextOf(request))),
      );
      const seen = answers.filter((answer) => !isRefusal(answer) || answer.code !== 'not_found');
      users.push(...seen.map((answer) => taken(request, answer).value.user));
    }
    return users;
  };

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
