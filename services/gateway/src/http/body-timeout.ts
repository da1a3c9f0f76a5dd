import type { FastifyPluginAsync } from 'fastify';
import fp from 'fastify-plugin';
import { answerBrokenRequest } from './broken-request.ts';

/** What has no file in it is small, and comes within this. */
const bodyTimeoutMs = 30_000;

const plugin: FastifyPluginAsync = async (app) => {
  app.addHook('preParsing', async (request) => {
    const { raw } = request;
    if (raw.complete || request.headers['content-type']?.startsWith('multipart/')) return;
    const timer = setTimeout(() => {
      const late = Object.assign(new Error('the body did not come'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      if (!raw.complete) answerBrokenRequest(late, raw.socket, request.position);
    }, bodyTimeoutMs);
    raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
  });
};

/** Turns away who sends the body of an ordinary request too slowly: files alone may take as long as a request may. */
export const bodyTimeout = fp(plugin);
