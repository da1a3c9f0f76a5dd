import { createPublicKey } from 'node:crypto';
import { newId } from '@messenger/kit';
import { type Bus, call } from '@messenger/messaging';
import { authEndpoints, isRefusal, type KeysReply, type Refusal, unavailable } from '@messenger/proto';

/** At most one question to auth in this time, so that tokens with made-up key ids cost it nothing. */
const askAgainMs = 1_000;

/** Asks auth for its public keys. */
export const askForKeys = (bus: Bus) => async (): Promise<KeysReply | Refusal> => {
  const answer = await call(bus, authEndpoints.keys, {}, { requestId: newId(), timeoutMs: 2_000 });
  return isRefusal(answer) ? answer : answer.value;
};

/** The public keys of auth, as PEM by key id: fetched at need, again when a token names one that is not known. */
export class SigningKeys {
  readonly #ask: () => Promise<KeysReply | Refusal>;
  #keys = new Map<string, string>();
  #asking: Promise<boolean> | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(ask: () => Promise<KeysReply | Refusal>) {
    this.#ask = ask;
  }

  /** The key; undefined if auth has none of this id; a refusal if auth did not answer. */
  async find(kid: string): Promise<string | undefined | Refusal> {
    const known = this.#keys.get(kid);
    if (known !== undefined) return known;
    if (!this.#asking && performance.now() - this.#askedAt < askAgainMs) {
      return this.#keys.size > 0 ? undefined : unavailable();
    }
    this.#asking ??= this.#refetch().finally(() => {
      this.#asking = undefined;
    });
    return (await this.#asking) ? this.#keys.get(kid) : unavailable();
  }

  async #refetch(): Promise<boolean> {
    this.#askedAt = performance.now();
    const reply = await this.#ask();
    if (isRefusal(reply)) return false;
    this.#keys = new Map(
      reply.keys
        .filter((key) => key.kty === 'OKP' && key.crv === 'Ed25519')
        .map(({ kid, kty, crv, x }) => [
          kid,
          createPublicKey({ key: { kty, crv, x }, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString(),
        ]),
    );
    return true;
  }
}
