import { createHash, timingSafeEqual } from 'node:crypto';
import { headers, isId, Refused, refuse, type UserId } from '@messenger/proto';
import type { FastifyRequest } from 'fastify';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Lets in only who knows the secret of this installation: the gateway, which says on whose behalf it asks. */
export function secretGuard(secret: string): (request: FastifyRequest) => Promise<void> {
  const expected = digest(`Bearer ${secret}`);
  return async (request) => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
      throw new Refused(refuse('unauthenticated', 'This door is for the gateway.'));
    }
  };
}

/** The user whom the gateway has authenticated. */
export function userOf(request: FastifyRequest): UserId {
  const user = request.headers[headers.onBehalfOf];
  if (!isId(user)) throw new Refused(refuse('unauthenticated', 'On whose behalf?'));
  return user;
}
