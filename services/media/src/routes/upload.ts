import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { derivedId, newId } from '@messenger/kit';
import { accepted, headers, http, isId } from '@messenger/proto';
import type { Deps } from '../deps.ts';
import { receive } from '../uploads/receive.ts';
import { takeUpload } from '../uploads/take-upload.ts';
import { userOf } from './guard.ts';

/** Takes an image. With an idempotency key, the same again is answered the same. */
export const uploadRoute: FastifyPluginAsyncTypebox<{ deps: Deps }> = async (app, { deps }) => {
  app.post('/attachments', { schema: { querystring: http.UploadQuery } }, async (request, reply) => {
    const by = userOf(request);
    const key = request.headers[headers.idempotencyKey];
    const id = isId(key) ? derivedId(by, key, 'attachment') : newId();
    const { purpose = 'message' } = request.query;
    const attachment = await takeUpload(deps, { id, by, purpose, receive: () => receive(request) });
    return reply.code(201).send({ attachment: accepted(attachment) });
  });
};
