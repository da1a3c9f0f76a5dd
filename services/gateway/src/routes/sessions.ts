import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Bus, call, callRaw } from '@messenger/messaging';
import { authEndpoints, http } from '@messenger/proto';
import type { FastifyReply, preHandlerAsyncHookHandler } from 'fastify';
import { pass, taken } from '../http/answers.ts';
import { callerOf } from '../http/caller.ts';
import { contextOf } from '../http/request-context.ts';
import { imageCookie, refreshCookie } from './token-cookies.ts';

/** A user's sessions: the list, ending one, and logging out of this one. */
export const sessionRoutes: FastifyPluginAsyncTypebox<{ bus: Bus; user: preHandlerAsyncHookHandler }> = async (
  app,
  { bus, user },
) => {
  app.addHook('onRequest', user);

  app.get('/auth/sessions', async (request, reply) => {
    const { userId: by, sessionId: currentSessionId } = callerOf(request);
    return pass(
      request,
      reply,
      await callRaw(bus, authEndpoints.sessions, { by, currentSessionId }, contextOf(request)),
    );
  });

  app.delete('/auth/sessions/:sessionId', { schema: { params: http.SessionParams } }, async (request, reply) => {
    const { userId: by, sessionId: current } = callerOf(request);
    const { sessionId } = request.params;
    taken(request, await call(bus, authEndpoints.endSession, { by, sessionId }, contextOf(request)));
    return sessionId === current ? loggedOut(reply) : reply.code(204).send();
  });

  app.post('/auth/logout', async (request, reply) => {
    const { userId: by, sessionId } = callerOf(request);
    taken(request, await call(bus, authEndpoints.endSession, { by, sessionId }, contextOf(request)));
    return loggedOut(reply);
  });
};

const loggedOut = (reply: FastifyReply): FastifyReply =>
  imageCookie.clear(refreshCookie.clear(reply)).header('clear-site-data', '"cache"').code(204).send();
