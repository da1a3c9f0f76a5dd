import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type ByteRange, keyOf } from '@messenger/image-store';
import { accepted, headers, http, httpRefusal, refuse } from '@messenger/proto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parse } from 'range-parser';
import { visibleAttachment } from '../attachments/visible-attachment.ts';
import type { StoredVariant } from '../database/tables.ts';
import type { Deps } from '../deps.ts';
import { served } from '../metrics.ts';
import { userOf } from './guard.ts';

/** What a browser may do with an image: show it, and keep it, since it never changes. It is nothing to be run. */
const imageHeaders = {
  'content-type': 'image/webp',
  'cache-control': 'private, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'accept-ranges': 'bytes',
  // Not by the cookie, which is another at each refresh: whoever may not see an image is never told its id.
  vary: 'authorization',
};

/** Sends an image to whom it may be shown. */
export const imageRoute: FastifyPluginAsyncTypebox<{ deps: Deps }> = async (app, { deps }) => {
  app.get('/attachments/:attachmentId/:variant', { schema: { params: http.ImageParams } }, async (request, reply) => {
    const { attachmentId, variant } = request.params;
    const minPosition = request.headers[headers.httpPosition];
    const viewer = {
      by: userOf(request),
      minPosition: typeof minPosition === 'string' ? minPosition : undefined,
      requestId: request.id,
    };
    const attachment = accepted(await visibleAttachment(deps, attachmentId, viewer));
    const stored = attachment.variants[variant];
    const known = knows(request, stored);
    const range = known ? undefined : rangeOf(request, stored);
    if (range === 'unsatisfiable') return refuseRange(request, reply, stored);
    reply.headers(imageHeaders);
    reply.header('etag', `"${stored.etag}"`);
    reply.header('content-disposition', `inline; filename="${attachmentId}-${variant}.webp"`);
    if (known) return reply.code(304).send();
    const length = describe(reply, stored, range);
    // Of a stream the length is not known, so that the one that was said stays.
    if (request.method === 'HEAD') return reply.send(Readable.from([]));
    served.inc({ variant }, length);
    return reply.send(await deps.storage.read(keyOf(attachment.object_id, variant), range));
  });
};

/** Of `range-parser`: such a range is as good as none. */
const malformed = 1;

function knows(request: FastifyRequest, { etag }: StoredVariant): boolean {
  const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes('*') || known.includes(`"${etag}"`);
}

/** One range, if one was asked for and what the client has of the image is of this one. */
function rangeOf(request: FastifyRequest, { bytes, etag }: StoredVariant): ByteRange | undefined | 'unsatisfiable' {
  const { range } = request.headers;
  const condition = request.headers['if-range'];
  if (range === undefined || (condition !== undefined && condition !== `"${etag}"`)) return undefined;
  const { code, type, ranges } = parse(bytes, range);
  if (type !== 'bytes' || (code & malformed) !== 0) return undefined;
  if (ranges.length === 0) return 'unsatisfiable';
  return ranges.length === 1 ? ranges[0] : undefined;
}

function refuseRange(request: FastifyRequest, reply: FastifyReply, { bytes }: StoredVariant): FastifyReply {
  const refusal = refuse('range_not_satisfiable', 'This image has no such part.');
  const { status, headers: said, body } = httpRefusal(refusal, request.id);
  return reply.code(status).headers(said).header('content-range', `bytes */${bytes}`).send(body);
}

/** Says what is sent; returns how many bytes that are. */
function describe(reply: FastifyReply, { bytes }: StoredVariant, range: ByteRange | undefined): number {
  const length = range ? range.end - range.start + 1 : bytes;
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${bytes}`);
  reply.header('content-length', length);
  return length;
}
