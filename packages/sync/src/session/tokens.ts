import type { http, User } from '@messenger/proto';
import { clientErrors, failed, ok } from '../result.ts';
import type { Result, TokenStore } from '../types.ts';

type Options = {
  refresh: (refreshToken: string | undefined) => Promise<Result<http.TokensBody>>;
  /** Only where the refresh token travels in the body. */
  store: TokenStore | undefined;
  /** A new access token is there, in time before the old one ends. */
  onRenewed: (accessToken: string) => void;
  /** The server says that there is no such session any more. */
  onEnded: () => void;
};

/** Seconds before its end at which an access token is replaced. */
const marginSeconds = 60;

/** The tokens of a session. At most one refresh is under way, since a refresh token is good for one use. */
export type Tokens = {
  /** An access token that is good for a while; `force`: not the one at hand, it was refused. */
  access(force?: boolean): Promise<Result<string>>;
  /** Begins a session from before, where there is one. */
  resume(): Promise<Result<User>>;
  /** Begins a session with the tokens that signing in brought. */
  begin(body: http.TokensBody): Promise<void>;
  /** Forgets everything, on the device too. */
  drop(): Promise<void>;
  stop(): void;
};

export function createTokens({ refresh, store, onRenewed, onEnded }: Options): Tokens {
  let current: { token: string; goodUntil: number } | undefined;
  let refreshing: Promise<Result<User>> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts sessions, so that an answer that comes after the end of its session is not taken. */
  let epoch = 0;

  const take = async (body: http.TokensBody) => {
    const goodForMs = Math.max(body.expiresIn - marginSeconds, body.expiresIn / 2) * 1000;
    current = { token: body.accessToken, goodUntil: performance.now() + goodForMs };
    clearTimeout(timer);
    timer = setTimeout(() => void renew(), goodForMs);
    if (body.refreshToken !== undefined) await store?.save(body.refreshToken);
  };

  const drop = async () => {
    epoch++;
    current = undefined;
    clearTimeout(timer);
    await store?.save(undefined);
  };

  const doRefresh = async (): Promise<Result<User>> => {
    const mine = epoch;
    const stored = store ? await store.load() : undefined;
    if (store && stored === undefined) return failed(clientErrors.signedOut);
    const answer = await refresh(stored);
    if (mine !== epoch) return failed(clientErrors.signedOut);
    if (answer.ok) {
      await take(answer.value);
      return ok(answer.value.user);
    }
    if (answer.error.status !== 401) return answer;
    const hadSession = current !== undefined;
    await drop();
    if (hadSession) onEnded();
    return failed(clientErrors.signedOut);
  };

  const renew = (): Promise<Result<User>> => {
    refreshing ??= doRefresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing.then((answer) => {
      if (answer.ok && current) onRenewed(current.token);
      return answer;
    });
  };

  return {
    async access(force = false) {
      if (!current) return failed(clientErrors.signedOut);
      if (!force && performance.now() < current.goodUntil) return ok(current.token);
      const answer = await renew();
      if (!answer.ok) return answer;
      return current ? ok(current.token) : failed(clientErrors.signedOut);
    },
    resume: renew,
    begin(body) {
      epoch++;
      return take(body);
    },
    drop,
    stop() {
      epoch++;
      clearTimeout(timer);
    },
  };
}
