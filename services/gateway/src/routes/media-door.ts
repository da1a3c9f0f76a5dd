import type { Readable } from 'node:stream';
import replyFrom, { type FastifyReplyFromHooks } from '@fastify/reply-from';
import { backoff, Slots, TimedOut } from '@messenger/kit';
import { type Cursor, encodeCursor, headers, mergeCursors, Refused, unavailable } from '@messenger/proto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../http/caller.ts';
import { sendRefusal } from '../http/errors.ts';

/** The private doors of media, and the secret that opens them. */
export type MediaDoor = { urls: readonly string[]; secret: string };

/** What a client may say to media, and media to a client. */
const asked = ['content-type', 'content-length', 'range', 'if-range', 'if-none-match'];
const told = [
  ...['content-type', 'content-length', 'content-range', 'accept-ranges', 'content-disposition', 'etag', 'vary'],
  ...['cache-control', 'content-security-policy', 'retry-after', 'x-content-type-options'],
];

/** Images asked for at once, until each is answered; more wait. Its bytes then take as long as the client does, beside others. */
const mostAsked = 64;
/** From the end of an upload to its answer: decoding waits its turn. */
const answerMs = 60_000;
/** Of an image, how long its turn, the connection and each next part of it may take: of one origin a browser waits for six. */
const imageMs = 5_000;
/** Asked again when a door is closed, as while media is started anew; what has a body is not. */
const maxTries = 5;

type Pass = (request: FastifyRequest, reply: FastifyReply, min?: Cursor) => Promise<FastifyReply>;

/** How requests are passed on to media, their bodies as they come, and its answers back. */
export async function passToMedia(app: FastifyInstance, door: MediaDoor | undefined): Promise<Pass> {
  if (!door) {
    return async () => {
      throw new Refused(unavailable());
    };
  }
  const [first] = door.urls;
  const asking = new Slots(mostAsked);
  const timeouts = { headersTimeout: answerMs, bodyTimeout: answerMs, connect: { timeout: imageMs } };
  const undici = { connections: null, pipelining: 1, ...timeouts };
  await app.register(replyFrom, { base: [...door.urls], undici, disableRequestLogging: true });
  return async (request, reply, min) => {
    const position = min ? mergeCursors(request.position, min) : request.position;
    const own = {
      authorization: `Bearer ${door.secret}`,
      [headers.onBehalfOf]: callerOf(request).userId,
      [headers.httpPosition]: encodeCursor(position),
      [headers.httpRequestId]: request.id,
      ...(request.isRepeatable ? { [headers.idempotencyKey]: request.commandId } : {}),
    };
    const isImage = request.method !== 'POST';
    let askedAt = Number.NEGATIVE_INFINITY;
    const mayRetry = (attempt: number) => isImage && attempt < maxTries && performance.now() - askedAt < imageMs;
    const pause = backoff({ minMs: 100, maxMs: 1_600 });
    const answered = Promise.withResolvers<void>();
    reply.raw.once('close', answered.resolve);
    const options: FastifyReplyFromHooks = {
      getUpstream: () => first!,
      ...(isImage ? { timeout: imageMs } : {}),
      retryDelay: ({ err, attempt }) => (err && mayRetry(attempt) ? pause() : null),
      rewriteRequestHeaders: (_, given) => ({ ...only(given, asked), ...own }),
      rewriteHeaders: (given) => only(given, told),
      onResponse: (_request, _reply, response) => {
        answered.resolve();
        reply.send((response as unknown as { stream: Readable }).stream);
      },
      onError: (_, { error }) => {
        answered.resolve();
        request.log.warn({ err: error, requestId: request.id }, 'media cannot be asked');
        sendRefusal(request, reply, unavailable());
      },
    };
    const ask = async () => {
      if (reply.raw.destroyed) return;
      askedAt = performance.now();
      reply.from(request.url.replace(/^\/api/, ''), options);
      await answered.promise;
    };
    // How many uploads there are at once, media says.
    const noTurn = (error: unknown) => {
      if (!(error instanceof TimedOut)) throw error;
      sendRefusal(request, reply, unavailable());
    };
    await (isImage ? asking.run(ask, imageMs).catch(noTurn) : ask());
    return reply;
  };
}

function only<T extends Record<string, unknown>>(given: T, names: readonly string[]): T {
  return Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name))) as T;
}
