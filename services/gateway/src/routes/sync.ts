import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { http, Refused } from '@messenger/proto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import { type Tokens, unauthenticated } from '../auth/tokens.ts';
import type { SyncAsker } from '../bus/sync-asker.ts';
import { taken } from '../http/answers.ts';
import { callerOf } from '../http/caller.ts';
import { contextOf } from '../http/request-context.ts';
import type { Hub } from '../live/hub.ts';
import { poll } from '../poll/poll.ts';
import type { Polls } from '../poll/polls.ts';
import type { Devices } from '../realtime/devices.ts';

type Options = {
  askSync: SyncAsker;
  hub: Hub;
  polls: Polls;
  /** Those that do not wait: so many of a user are answered at once. */
  shortPolls: Polls;
  devices: Devices;
  tokens: Tokens;
  user: preHandlerAsyncHookHandler;
};

/** The long-poll transport, for where no socket can be opened. */
export const syncRoutes: FastifyPluginAsyncTypebox<Options> = async (
  app,
  { askSync, hub, polls, shortPolls, devices, tokens, user },
) => {
  app.addHook('onRequest', user);

  app.get('/sync', { schema: { querystring: http.SyncQuery } }, async (request, reply) => {
    const caller = callerOf(request);
    const { userId, sessionId } = caller;
    const { cursor, wait = 0 } = request.query;
    devices.opened(userId);
    try {
      const gone = closed(reply.raw);
      const polled = (finish: AbortSignal) =>
        poll({
          hub,
          userId,
          cursor,
          waitMs: wait * 1_000,
          seen: request.position,
          finish,
          ask: (asked, patienceMs) => askSync(userId, asked, contextOf(request), { signal: gone, patienceMs }),
        });
      const answer =
        cursor === undefined
          ? await polled(gone)
          : await (wait > 0 ? polls : shortPolls).run(caller, (finish) => polled(AbortSignal.any([finish, gone])));
      if (tokens.hasEnded(sessionId)) throw new Refused(unauthenticated());
      return reply.type('application/json; charset=utf-8').send(taken(request, answer).json);
    } finally {
      devices.closed(userId);
    }
  });
};

/** Aborts when the client is gone. */
function closed(response: { once(event: 'close', listener: () => void): unknown }): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}
