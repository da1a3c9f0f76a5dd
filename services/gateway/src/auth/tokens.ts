import {
  type AccessClaims,
  imageAudience,
  isId,
  isRefusal,
  type Refusal,
  refuse,
  type SessionId,
  tokenAudience,
  tokenIssuer,
  type UserId,
  unavailable,
} from '@messenger/proto';
import { createDecoder, createVerifier } from 'fast-jwt';
import type { SigningKeys } from './signing-keys.ts';

/** Who asks: proven by an access token whose session has not ended. `expiresAt` in ms since 1970. */
export type Caller = { userId: UserId; sessionId: SessionId; expiresAt: number };

/** What the gateway knows of ended sessions. */
export type EndedSessions = { has(sessionId: SessionId): boolean; fresh(): boolean };

export const unauthenticated = (): Refusal => refuse('unauthenticated', 'You are signed out. Sign in to go on.');

/** What a token is good for: everything, or looking at images alone. */
type TokenUse = 'all' | 'images';

const maxTokenLength = 4096;
/** Verified tokens remembered per key, so that a request costs no signature check each time. */
const cacheSize = 5_000;

/** Checks access tokens here, with the public keys of auth: algorithm, issuer and audience are pinned. */
export class Tokens {
  readonly #keys: SigningKeys;
  readonly #ended: EndedSessions;
  readonly #decode = createDecoder({ complete: true });
  readonly #verifiers = new Map<string, (token: string) => AccessClaims>();

  constructor(keys: SigningKeys, ended: EndedSessions) {
    this.#keys = keys;
    this.#ended = ended;
  }

  /** The caller, `unauthenticated`, or `unavailable` while keys or ended sessions cannot be known. */
  async verify(token: string, use: TokenUse = 'all'): Promise<Caller | Refusal> {
    if (!this.#ended.fresh()) return unavailable();
    const kid = token.length <= maxTokenLength ? this.#keyIdOf(token) : undefined;
    if (kid === undefined) return unauthenticated();
    const key = await this.#keys.find(kid);
    if (isRefusal(key)) return key;
    const claims = key === undefined ? undefined : this.#claimsOf(token, key, use);
    if (!claims || this.#ended.has(claims.sid)) return unauthenticated();
    return { userId: claims.sub, sessionId: claims.sid, expiresAt: claims.exp * 1_000 };
  }

  /** True when the session has ended since its token was checked. */
  hasEnded(sessionId: SessionId): boolean {
    return this.#ended.has(sessionId);
  }

  #keyIdOf(token: string): string | undefined {
    try {
      const { header } = this.#decode(token) as { header: { kid?: unknown } };
      return typeof header.kid === 'string' ? header.kid : undefined;
    } catch {
      return undefined;
    }
  }

  #claimsOf(token: string, key: string, use: TokenUse): AccessClaims | undefined {
    try {
      const claims = this.#verifierOf(key, use)(token);
      return isId(claims.sub) && isId(claims.sid) ? claims : undefined;
    } catch {
      return undefined;
    }
  }

  #verifierOf(key: string, use: TokenUse): (token: string) => AccessClaims {
    let verifier = this.#verifiers.get(use + key);
    if (!verifier) {
      verifier = createVerifier({
        key,
        algorithms: ['EdDSA'],
        allowedIss: tokenIssuer,
        allowedAud: use === 'all' ? tokenAudience : imageAudience,
        requiredClaims: ['sub', 'sid', 'iat', 'exp'],
        cache: cacheSize,
      });
      this.#verifiers.set(use + key, verifier);
    }
    return verifier;
  }
}
