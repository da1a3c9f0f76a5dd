import { Refused } from '@messenger/proto';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Limits } from './limits.ts';
import { type RuleName, ruleOfRoute, uncounted } from './rules.ts';

/**
 * Holds every route to its limits: a user's calls once the user is known, before the body is read; what a route is
 * limited by itself once the request is valid, so that a typing error uses nothing up.
 */
export const limitGuard = fp<{ limits: Limits }>(async (app, { limits }) => {
  const hold = async (rule: RuleName, request: FastifyRequest) => {
    const refusal = await limits.refusalOf(rule, { userId: request.caller?.userId, address: request.ip });
    if (refusal) throw new Refused(refusal);
  };
  app.addHook('preParsing', async (request) => {
    if (request.caller && !uncounted.includes(routeOf(request))) await hold('calls', request);
  });
  app.addHook('preHandler', async (request) => {
    const rule = ruleOfRoute[routeOf(request)];
    if (rule) await hold(rule, request);
  });
});

const routeOf = (request: FastifyRequest): string => `${request.method} ${request.routeOptions.url ?? ''}`;
