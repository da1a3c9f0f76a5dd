import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import underPressure from '@fastify/under-pressure';
import { type Logger, observeHttp } from '@messenger/kit';
import { type Cursor, type LogShape, notFound, Refused, refuse, startOf, unavailable } from '@messenger/proto';
import { type FastifyInstance, fastify, LogController } from 'fastify';
import { serveDocs } from '../docs/serve-docs.ts';
import { limitGuard } from '../limits/guard.ts';
import type { Limits } from '../limits/limits.ts';
import { takeUpgrades } from '../socket/upgrades.ts';
import { acceptJson } from './accept-json.ts';
import { AllowedMethods } from './allowed-methods.ts';
import { bodyTimeout } from './body-timeout.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { handleError, sendRefusal } from './errors.ts';
import { requestContext, requestIdOf, signAnswer } from './request-context.ts';
import { securityHeaders } from './security-headers.ts';
import type { TrustedProxies } from './trusted-proxies.ts';
import { validatorCompiler } from './validate.ts';
import { serveWebClient } from './web-client.ts';

export type ServerOptions = {
  shape: LogShape;
  /** A claimed position, as far as the log goes. */
  withinLog: (claimed: Cursor) => Promise<Cursor>;
  webDist: string | undefined;
  trustProxy: TrustedProxies;
  limits: Limits;
  /** In milliseconds; beyond this lag of the event loop requests are turned away, so that those in work can end. 0: never. */
  maxEventLoopDelayMs: number;
  log: Logger;
};

const bodyLimit = 1024 * 1024;
/** To receive the headers of a request, and to receive it all; not to answer it. An image on a slow line takes long. */
const headersTimeoutMs = 30_000;
const requestTimeoutMs = 120_000;
/** A connection on which nothing moves for longer is cut off: more than the longest wait for an answer, an upload's. */
const stillMs = 90_000;

/** The HTTP server without routes: what holds for every request, and the one shape of errors. */
export async function buildServer({
  shape,
  withinLog,
  webDist,
  trustProxy,
  limits,
  maxEventLoopDelayMs,
  log,
}: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: stillMs,
    trustProxy,
    routerOptions: { maxParamLength: 200 },
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      // A path that cannot be decoded is answered without any hook.
      signAnswer(request as never, reply as never, startOf(shape));
      handleError(error, request as never, reply as never);
      // Had it asked to upgrade, nobody else would end its connection.
      if (request.headers.upgrade !== undefined) reply.raw.once('finish', () => request.raw.socket.destroy());
    },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, startOf(shape)),
  }) as unknown as FastifyInstance;
  app.server.headersTimeout = headersTimeoutMs;
  app.setValidatorCompiler(validatorCompiler as never);
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(handleError);
  acceptJson(app);
  await takeUpgrades(app);

  const methods = new AllowedMethods();
  methods.watch(app);
  await app.register(bodyTimeout);
  await app.register(requestContext, { shape, withinLog });
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
    observeHttp(request, reply);
    const route = request.routeOptions.url ?? 'none';
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
