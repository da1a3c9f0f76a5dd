import { type Checks, failingChecks, metrics } from '@messenger/kit';
import { notFound, Refused } from '@messenger/proto';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';

/** For whoever operates the system: is it alive, may it get traffic, how is it doing. */
export const operationRoutes: FastifyPluginAsync<{ checks: Checks }> = async (app, { checks }) => {
  app.get('/health', async () => ({ status: 'ok' }));

  // What fails is named to who asks the instance itself: through the edge comes anybody.
  app.get('/ready', async (request, reply) => {
    const failing = await failingChecks(checks);
    const status = failing.length ? 'not ready' : 'ready';
    return reply.code(failing.length ? 503 : 200).send({ status, failing: isForwarded(request) ? [] : failing });
  });

  // Prometheus asks each instance itself: what came through the edge is from anybody.
  app.get('/metrics', async (request, reply) => {
    if (isForwarded(request)) throw new Refused(notFound());
    return reply.type(metrics.contentType).send(await metrics.metrics());
  });
};

/** By a proxy that is trusted; without one, whoever can connect is let in. */
const isForwarded = ({ ips = [] }: FastifyRequest): boolean => ips.length > 1;
