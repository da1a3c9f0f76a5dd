import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { derivedId, newId } from '@messenger/kit';
import { type Bus, call } from '@messenger/messaging';
import {
  authEndpoints,
  http,
  invalidField,
  isRefusal,
  nameFlaw,
  passwordFlaw,
  queries,
  Refused,
  refuse,
  registeredSettings,
  type TokensReply,
} from '@messenger/proto';
import type { Static } from '@sinclair/typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requireSameOrigin } from '../auth/same-origin.ts';
import { onBehalfOf, taken } from '../http/answers.ts';
import { contextOf } from '../http/request-context.ts';
import { imageCookie, refreshCookie } from './token-cookies.ts';

/** Hashing waits in auth's queue when many sign in at once: a full one takes some 15 s. */
const hashingMs = 25_000;
/** So long after the last sign of life it is taken for dead. */
const silenceMs = 3_000;
/** How long whoever signs in waits for the profile as it is now. */
const profileMs = 1_000;

/** Where sessions begin: what needs no access token. */
export const authRoutes: FastifyPluginAsyncTypebox<{ bus: Bus }> = async (app, { bus }) => {
  app.addHook('preValidation', async (request) => {
    // A browser that refreshes by its cookie has nothing to say in a body.
    request.body ??= {};
    const { cookie } = request.body as { cookie?: unknown };
    if (cookie === true && request.headers.origin !== undefined) requireSameOrigin(request);
  });

  app.post('/auth/register', { schema: { body: http.RegisterBody }, preHandler: checked }, async (request, reply) => {
    const { username, password, displayName, remember = true, cookie = false } = request.body;
    const userId = request.isRepeatable ? derivedId(request.commandId, request.commandId, 'user') : newId();
    const account = {
      userId,
      username,
      password,
      remember,
      cookie,
      ...(displayName === undefined ? {} : { displayName }),
    };
    const asked = { ...account, ...keyOf(request), ...clientOf(request) };
    const answer = await call(bus, authEndpoints.register, asked, hashing(request));
    return signedIn(request, reply.code(201), asRegistered(taken(request, answer).value), cookie);
  });

  app.post('/auth/login', { schema: { body: http.LoginBody } }, async (request, reply) => {
    const { username, password, remember = true, cookie = false } = request.body;
    const credentials = { username, password, remember, cookie, ...keyOf(request), ...clientOf(request) };
    const answer = await call(bus, authEndpoints.login, credentials, hashing(request));
    return signedIn(request, reply, await upToDate(bus, request, taken(request, answer).value), cookie);
  });

  app.post('/auth/refresh', { schema: { body: http.RefreshBody } }, async (request, reply) => {
    const { refreshToken, cookie } = refreshTokenOf(request, request.body?.refreshToken);
    const asked = { refreshToken, cookie, ...keyOf(request), ...clientOf(request) };
    const answer = await call(bus, authEndpoints.refresh, asked, contextOf(request));
    return signedIn(request, reply, await upToDate(bus, request, taken(request, answer).value), cookie);
  });
};

/** What the schema cannot say of a registration. */
const checked = async ({ body }: FastifyRequest<{ Body: Static<typeof http.RegisterBody> }>): Promise<void> => {
  const { password, passwordConfirm, displayName = 'x' } = body;
  const flaw = passwordFlaw(password);
  if (flaw) throw new Refused(invalidField('/password', flaw));
  if (password !== passwordConfirm)
    throw new Refused(invalidField('/passwordConfirm', 'must be the same as the password'));
  const nameIs = nameFlaw(displayName.trim());
  if (nameIs) throw new Refused(invalidField('/displayName', nameIs));
};

/** With the profile as it is now: auth knows it as it was registered, which is better than no answer in time. */
async function upToDate(bus: Bus, request: FastifyRequest, tokens: TokensReply): Promise<TokensReply> {
  const asked = onBehalfOf(request, tokens.user.id);
  const answer = await call(bus, queries.me, asked, { ...contextOf(request), timeoutMs: profileMs });
  if (!isRefusal(answer)) return { ...tokens, user: taken(request, answer).value.user };
  // Who is not known there yet has just registered.
  return answer.code === 'not_found' ? asRegistered(tokens) : tokens;
}

const asRegistered = (tokens: TokensReply): TokensReply => ({
  ...tokens,
  user: { ...registeredSettings, ...tokens.user },
});

const hashing = (request: FastifyRequest) => ({ ...contextOf(request), timeoutMs: hashingMs, silenceMs });

/** The key that makes the same again the same: one that the client gave. */
const keyOf = ({ isRepeatable, commandId }: FastifyRequest) => (isRepeatable ? { commandId } : {});

/** Who asks, for the list of sessions and for rate limits. */
const clientOf = (request: FastifyRequest) => ({
  device: (request.headers['user-agent'] ?? '').toWellFormed().replaceAll('\u0000', '').slice(0, 200),
  address: request.ip.slice(0, 64),
});

/** From the body, else from the cookie, which only a page of this origin may use. */
function refreshTokenOf(
  request: FastifyRequest,
  inBody: string | undefined,
): { refreshToken: string; cookie: boolean } {
  if (inBody !== undefined) return { refreshToken: inBody, cookie: false };
  const inCookie = refreshCookie.of(request);
  if (!inCookie) throw new Refused(refuse('unauthenticated', 'There is no session to go on with. Sign in.'));
  requireSameOrigin(request);
  return { refreshToken: inCookie, cookie: true };
}

/** The refresh token goes out the way it is asked for: in the body, or only as a cookie. */
function signedIn(request: FastifyRequest, reply: FastifyReply, tokens: TokensReply, cookie: boolean): http.TokensBody {
  const { user, accessToken, imageToken, refreshToken, expiresIn, remember } = tokens;
  if (cookie) {
    refreshCookie.set(request, reply, refreshToken, remember);
    imageCookie.set(request, reply, imageToken, remember);
  }
  return { user, accessToken, expiresIn, remember, ...(cookie ? {} : { refreshToken }) };
}
