import { imageTokenSeconds } from '@messenger/proto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const name = 'images';
const path = '/api/attachments';

/** What a page's images are asked for with: a token that is good for nothing else, renewed with the others. */
export function setImageCookie(request: FastifyRequest, reply: FastifyReply, token: string, remember: boolean): void {
  reply.setCookie(name, token, {
    path,
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    ...(remember ? { maxAge: imageTokenSeconds } : {}),
  });
}

export const imageCookieOf = (request: FastifyRequest): string | undefined => request.cookies[name];

export const clearImageCookie = (reply: FastifyReply): FastifyReply => reply.clearCookie(name, { path });
