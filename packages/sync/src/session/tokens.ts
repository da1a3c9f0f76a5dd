import type { http, User } from '@messenger/proto';
import { clientErrors, failed, ok } from '../result.ts';
import type { Result, TokenStore } from '../types.ts';
import type { SharedToken, TokenShare } from './token-share.ts';

type Options = {
  refresh: (refreshToken: string | undefined) => Promise<Result<http.TokensBody>>;
  /** Only where the refresh token travels in the body. */
  store: TokenStore | undefined;
  /** Only where several tabs have one session. */
  share?: () => TokenShare | undefined;
  /** A new access token is there, in time before the old one ends. */
  onRenewed: (accessToken: string) => void;
  /** The server says that there is no such session any more. */
  onEnded: () => void;
  /** Whose session it is, as the server says at every refresh. */
  onUser?: (user: User) => void;
};

/** Seconds before its end at which an access token is replaced. */
const marginSeconds = 60;

/** The tokens of a session. At most one refresh is under way, since a refresh token is good for one use. */
export type Tokens = {
  /** An access token that is good for a while; `force`: not the one at hand, it was refused. */
  access(force?: boolean): Promise<Result<string>>;
  /** Begins a session from before, where there is one. */
  resume(): Promise<Result<User>>;
  /** Takes it that there is a session from before, until the server can be asked. */
  assume(): void;
  /** Begins a session with the tokens that signing in brought. */
  begin(body: http.TokensBody): Promise<void>;
  /** Takes the token that another tab has got. */
  adopt(token: SharedToken): void;
  /** What another tab may take. */
  shared(): SharedToken | undefined;
  /** Forgets everything, on the device too. */
  drop(): Promise<void>;
  stop(): void;
};

/** No session until `resume`, `begin` or `adopt` brings one; without one, or after its end, what is asked for is `signedOut`. */
export function createTokens({ refresh, store, share, onRenewed, onEnded, onUser }: Options): Tokens {
  let current: { token: string; goodUntil: number; user: User; remember: boolean | undefined } | undefined;
  let refreshing: Promise<Result<User>> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let assumed = false;
  /** Counts sessions, so that an answer that comes after the end of its session is not taken. */
  let epoch = 0;

  const set = ({ user, accessToken, goodForMs, remember }: SharedToken) => {
    current = { token: accessToken, goodUntil: performance.now() + goodForMs, user, remember };
    clearTimeout(timer);
    timer = setTimeout(() => void renew(), goodForMs);
  };

  const take = async ({ user, accessToken, refreshToken, expiresIn, remember }: http.TokensBody) => {
    const goodForMs = Math.max(expiresIn - marginSeconds, expiresIn / 2) * 1000;
    const token = { user, accessToken, goodForMs, remember };
    set(token);
    share?.()?.tell(token);
    if (refreshToken !== undefined) await store?.save(refreshToken);
  };

  const shared = (): SharedToken | undefined =>
    current && {
      user: current.user,
      accessToken: current.token,
      goodForMs: current.goodUntil - performance.now(),
      remember: current.remember,
    };

  const drop = async () => {
    epoch++;
    current = undefined;
    assumed = false;
    clearTimeout(timer);
    await store?.save(undefined);
  };

  const fromServer = async (): Promise<Result<User>> => {
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
    const hadSession = current !== undefined || assumed;
    await drop();
    if (hadSession) onEnded();
    return failed(clientErrors.signedOut);
  };

  /** From another tab where one has a newer token, else from the server, one tab at a time. */
  const doRefresh = async (): Promise<Result<User>> => {
    const tabs = share?.();
    if (!tabs) return fromServer();
    const mine = epoch;
    const old = current?.token;
    const isNew = (token: SharedToken | undefined): token is SharedToken =>
      token !== undefined && token.accessToken !== old && token.goodForMs > 0;
    return await tabs.exclusively(async () => {
      const meanwhile = shared();
      if (isNew(meanwhile)) return ok(meanwhile.user);
      const other = await tabs.ask();
      if (mine !== epoch) return failed(clientErrors.signedOut);
      if (!isNew(other)) return fromServer();
      set(other);
      return ok(other.user);
    });
  };

  const renew = (): Promise<Result<User>> => {
    refreshing ??= doRefresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing.then((answer) => {
      if (answer.ok && current) {
        assumed = false;
        onRenewed(current.token);
        onUser?.(answer.value);
      }
      return answer;
    });
  };

  return {
    async access(force = false) {
      if (!current && !assumed) return failed(clientErrors.signedOut);
      if (!force && current && performance.now() < current.goodUntil) return ok(current.token);
      const answer = await renew();
      if (!answer.ok) return answer;
      return current ? ok(current.token) : failed(clientErrors.signedOut);
    },
    resume: renew,
    assume() {
      assumed = true;
    },
    begin(body) {
      epoch++;
      return take(body);
    },
    adopt(token) {
      if (token.goodForMs <= 0 || token.accessToken === current?.token) return;
      set(token);
      onRenewed(token.accessToken);
    },
    shared,
    drop,
    stop() {
      epoch++;
      clearTimeout(timer);
    },
  };
}
