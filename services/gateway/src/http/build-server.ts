import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import underPressure from '@fastify/under-pressure';
import type { Logger } from '@messenger/kit';
import { type LogShape, notFound, refuse, unavailable } from '@messenger/proto';
import { type FastifyInstance, fastify } from 'fastify';
import { serveDocs } from '../docs/serve-docs.ts';
import { limitGuard } from '../limits/guard.ts';
import type { Limits } from '../limits/limits.ts';
import { httpSeconds } from '../metrics.ts';
import { AllowedMethods } from './allowed-methods.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { handleError, sendRefusal } from './errors.ts';
import { parseJson } from './parse-json.ts';
import { Refused } from './refused.ts';
import { requestContext, requestIdOf } from './request-context.ts';
import { securityHeaders } from './security-headers.ts';
import type { TrustedProxies } from './trusted-proxies.ts';
import { validatorCompiler } from './validate.ts';
import { serveWebClient } from './web-client.ts';

export type ServerOptions = {
  shape: LogShape;
  webDist: string | undefined;
  trustProxy: TrustedProxies;
  limits: Limits;
  log: Logger;
};

const bodyLimit = 1024 * 1024;
/** To receive a request, body and all; not to answer it. */
const requestTimeoutMs = 30_000;
/** Beyond this lag of the event loop requests are turned away, so that those in work can end. */
const maxEventLoopDelayMs = 2_000;

/** The HTTP server without routes: what holds for every request, and the one shape of errors. */
export async function buildServer({
  shape,
  webDist,
  trustProxy,
  limits,
  log,
}: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: log,
    disableRequestLogging: true,
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    trustProxy,
    routerOptions: { maxParamLength: 200 },
    return503OnClosing: false,
    frameworkErrors: handleError,
    clientErrorHandler: answerBrokenRequest,
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler as never);
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(handleError);
  parseJson(app);

  const methods = new AllowedMethods();
  methods.watch(app);
  await app.register(requestContext, { shape });
  await app.register(limitGuard, { limits });
  await app.register(helmet, securityHeaders);
  await app.register(cookie);
  await app.register(underPressure, {
    maxEventLoopDelay: maxEventLoopDelayMs,
    pressureHandler: () => {
      throw new Refused(unavailable(2));
    },
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    httpSeconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
    request.log.debug({ requestId: request.id, method: request.method, route, status: reply.statusCode }, 'answered');
  });

  await serveDocs(app);
  const pageFor = await serveWebClient(app, webDist);
  app.setNotFoundHandler((request, reply) => {
    const allowed = methods.of(request.url);
    if (allowed.length > 0 && !allowed.includes(request.method)) {
      reply.header('allow', allowed.join(', '));
      return sendRefusal(request, reply, refuse('method_not_allowed', 'This cannot be done here.'));
    }
    return pageFor(request, reply) ?? sendRefusal(request, reply, notFound());
  });
  return app;
}
