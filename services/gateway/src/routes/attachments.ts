import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { accepted, http, imageTooLarge, maxFormBytes, notAForm, Refused } from '@messenger/proto';
import type { FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import { requireSameOrigin } from '../auth/same-origin.ts';
import { type Tokens, unauthenticated } from '../auth/tokens.ts';
import { bearerOf } from '../http/caller.ts';
import type { Hub } from '../live/hub.ts';
import { type MediaDoor, passToMedia } from './media-door.ts';
import { imageCookie } from './token-cookies.ts';

type Options = { media: MediaDoor | undefined; hub: Hub; tokens: Tokens; user: preHandlerAsyncHookHandler };

/** Images: their bytes pass through here, to and from media, which says who may see them. */
export const attachmentRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { media, hub, tokens, user }) => {
  const pass = await passToMedia(app, media);
  // Read by media alone, as it arrives.
  app.addContentTypeParser('multipart/form-data', (_request, payload, done) => done(null, payload));

  app.post(
    '/attachments',
    { onRequest: [user, refuseEarly], schema: { querystring: http.UploadQuery } },
    async (request, reply) => pass(request, reply),
  );

  app.get(
    '/attachments/:attachmentId/:variant',
    { onRequest: viewerGuard(tokens), schema: { params: http.ImageParams } },
    async (request, reply) => {
      // An image is asked for without a position: whoever was told of something here is answered as of that at least.
      return pass(request, reply, hub.positions);
    },
  );
};

/** Before any of it is sent on. */
const refuseEarly = async (request: FastifyRequest): Promise<void> => {
  if (!request.headers['content-type']?.startsWith('multipart/form-data')) {
    throw new Refused(notAForm());
  }
  if (Number(request.headers['content-length'] ?? 0) > maxFormBytes) {
    throw new Refused(imageTooLarge());
  }
};

/** A page cannot send a token with its images, so a cookie does, too; with that it says where it is from only if elsewhere. */
const viewerGuard =
  (tokens: Tokens): preHandlerAsyncHookHandler =>
  async (request) => {
    const bearer = bearerOf(request);
    const cookie = bearer === undefined ? imageCookie.of(request) : undefined;
    if (cookie !== undefined && request.headers.origin !== undefined) requireSameOrigin(request);
    const token = bearer ?? cookie;
    const use = bearer === undefined ? 'images' : 'all';
    request.caller = accepted(token === undefined ? unauthenticated() : await tokens.verify(token, use));
  };
