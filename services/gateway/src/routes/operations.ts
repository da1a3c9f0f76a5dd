import { type Checks, failingChecks, metrics } from '@messenger/kit';
import type { FastifyPluginAsync } from 'fastify';

/** For whoever operates the system: is it alive, may it get traffic, how is it doing. */
export const operationRoutes: FastifyPluginAsync<{ checks: Checks }> = async (app, { checks }) => {
  app.get('/health', async () => ({ status: 'ok' }));

  app.get('/ready', async (_request, reply) => {
    const failing = await failingChecks(checks);
    return reply.code(failing.length ? 503 : 200).send({ status: failing.length ? 'not ready' : 'ready', failing });
  });

  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
};
