import { Refused } from '@messenger/proto';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Limits } from './limits.ts';
import { type RuleName, repeatedBy, ruleOfRoute, uncounted } from './rules.ts';

/**
 * Holds every route to its limits: a user's calls once the user is known, before the body is read; what a route is
 * limited by itself last of all, after the route's own checks, so that a typing error uses nothing up.
 */
export const limitGuard = fp<{ limits: Limits }>(async (app, { limits }) => {
  const hold = async (rule: RuleName, request: FastifyRequest) => {
    const actor = { ...request.caller, address: request.ip };
    const refusal = await limits.refusalOf(rule, actor, repetitionOf(rule, request));
    if (refusal) throw new Refused(refusal);
  };
  app.addHook('preParsing', async (request) => {
    if (request.caller && !uncounted.includes(routeOf(request))) await hold('calls', request);
  });
  app.addHook('onRoute', (route) => {
    const rule = ruleOfRoute[`${[route.method].flat()[0]} ${route.url}`];
    if (!rule) return;
    route.preHandler = [route.preHandler ?? [], (request: FastifyRequest) => hold(rule, request)].flat();
  });
});

/** What is the same whenever a request is repeated with its key, and no more than that. */
function repetitionOf(rule: RuleName, { isRepeatable, commandId, body }: FastifyRequest): string | undefined {
  const field = repeatedBy[rule]?.field;
  return isRepeatable && field ? `${commandId}:${(body as Record<string, string>)[field]}` : undefined;
}

const routeOf = (request: FastifyRequest): string => `${request.method} ${request.routeOptions.url ?? ''}`;
