import { imageTokenSeconds, refreshTokenSeconds } from '@messenger/proto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A token as a cookie that scripts cannot read and other sites cannot send; for the browser's session only unless remembered. */
function tokenCookie({ name, path, seconds }: { name: string; path: string; seconds: number }) {
  return {
    set(request: FastifyRequest, reply: FastifyReply, token: string, remember: boolean): void {
      reply.setCookie(name, token, {
        path,
        httpOnly: true,
        sameSite: 'strict',
        secure: request.protocol === 'https',
        ...(remember ? { maxAge: seconds } : {}),
      });
    },
    of: (request: FastifyRequest): string | undefined => request.cookies[name],
    clear: (reply: FastifyReply): FastifyReply => reply.clearCookie(name, { path }),
  };
}

/** What a page goes on with, once its access token is old. */
export const refreshCookie = tokenCookie({ name: 'refresh', path: '/api/auth', seconds: refreshTokenSeconds });

/** What a page's images are asked for with: a token that is good for nothing else, renewed with the others. */
export const imageCookie = tokenCookie({ name: 'images', path: '/api/attachments', seconds: imageTokenSeconds });
