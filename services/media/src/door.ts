import type { AddressInfo } from 'node:net';
import multipart from '@fastify/multipart';
import { ObjectMissing } from '@messenger/image-store';
import { atMost, observeHttp } from '@messenger/kit';
import { databaseIsAway } from '@messenger/kit/postgres';
import {
  flawsOf,
  headers,
  httpRefusal,
  invalid,
  notAForm,
  notFound,
  type Refusal,
  Refused,
  unavailable,
} from '@messenger/proto';
import type { TSchema } from '@sinclair/typebox';
import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import type { Deps } from './deps.ts';
import { secretGuard } from './routes/guard.ts';
import { imageRoute } from './routes/image.ts';
import { uploadRoute } from './routes/upload.ts';

/** What uploads in work have to end when this instance does; a client repeats what is cut off. */
const graceMs = 1_500;

export type DoorOptions = { host: string; port: number; secret: string; uploadSeconds: number };

/** The private HTTP door, for gateways: bytes of images, which are too many for the bus. */
export async function openDoor(
  deps: Deps,
  { host, port, secret, uploadSeconds }: DoorOptions,
): Promise<AsyncDisposable & { port: number }> {
  const app = fastify({
    loggerInstance: deps.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: ({ headers: given }) => String(given[headers.httpRequestId] ?? '-'),
    requestIdHeader: false,
    requestTimeout: uploadSeconds * 1_000,
    // Longer than the gateway keeps an idle connection, so that it never writes to one that is being closed.
    keepAliveTimeout: 30_000,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler<TSchema>(({ schema }) => (input: unknown) => {
    const flaws = flawsOf(schema, input);
    return flaws.length === 0 ? { value: input } : { error: new Refused(invalid(flaws)) };
  });
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => answerRefusal(request, reply, notFound()));
  app.addHook('onRequest', secretGuard(secret));
  app.addHook('onResponse', async (request, reply) => {
    observeHttp(request, reply);
  });
  await app.register(multipart);
  await app.register(uploadRoute, { deps });
  await app.register(imageRoute, { deps });
  await app.listen({ host, port });
  return {
    port: (app.server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = app.close();
      await atMost(graceMs, closed);
      app.server.closeAllConnections();
      await closed;
    },
  };
}

function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Refused) return answerRefusal(request, reply, error.refusal);
  if (databaseIsAway(error) || error instanceof ObjectMissing || reply.request.raw.destroyed) {
    request.log.warn({ err: error, requestId: request.id }, 'not available');
    return answerRefusal(request, reply, unavailable());
  }
  const { statusCode = 500 } = error as Partial<FastifyError>;
  if (statusCode === 415) return answerRefusal(request, reply, notAForm());
  request.log.error({ err: error, requestId: request.id }, 'request failed');
  // Whatever the store says, a further try may do: nothing of this one is left.
  return answerRefusal(request, reply, unavailable());
}

function answerRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  // What was said of an image does not hold for this answer.
  for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
  const answer = httpRefusal(refusal, request.id);
  return reply.code(answer.status).headers(answer.headers).send(answer.body);
}
