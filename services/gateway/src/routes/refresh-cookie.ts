import { refreshTokenSeconds } from '@messenger/proto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const name = 'refresh';
const path = '/api/auth';

/** The refresh token as a cookie that scripts cannot read and other sites cannot send; for the browser's session only unless remembered. */
export function setRefreshCookie(request: FastifyRequest, reply: FastifyReply, token: string, remember: boolean): void {
  reply.setCookie(name, token, {
    path,
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    ...(remember ? { maxAge: refreshTokenSeconds } : {}),
  });
}

export const refreshCookieOf = (request: FastifyRequest): string | undefined => request.cookies[name];

export const clearRefreshCookie = (reply: FastifyReply): FastifyReply => reply.clearCookie(name, { path });
