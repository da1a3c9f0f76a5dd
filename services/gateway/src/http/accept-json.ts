import type { FastifyInstance } from 'fastify';

const uploads = '/api/attachments';

/** JSON is the only content type, and an empty body is no body, whatever type it claims. */
export function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addHook('onRequest', async ({ headers, routeOptions }) => {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
    const isEmpty = length === '0' && encoding === undefined;
    // A form is passed on as it is.
    if (isEmpty && routeOptions.url !== uploads) delete headers['content-type'];
  });
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else parse(request, body as string, done);
  });
}
