import type { http, User } from '@messenger/proto';
import { backoffMs, pause } from '../backoff.ts';
import type { Api } from '../http/api.ts';
import { ok } from '../result.ts';
import type { EngineSession, LogoutMarkStore, Result, SessionState } from '../types.ts';
import type { Ended, SharedToken } from './token-share.ts';
import type { Tokens } from './tokens.ts';

type Options = {
  api: Api;
  tokens: Tokens;
  logoutMark: LogoutMarkStore | undefined;
  /** Called before the state changes to signed in: another user's data is loaded. */
  onSignedIn: (user: User) => Promise<void>;
  onSignedOut: (why: Ended, userId: string) => Promise<void>;
  /** A user logged out on this device, in this life of the page or in one before: nothing is to be left. */
  onLogout: (userId: string) => Promise<unknown>;
  /** Whoever signs in here; `remember`: for longer than the browser runs. */
  onBegun: (user: User, remember: boolean) => Promise<void>;
  /** Who was signed in here when the state on the device was kept. */
  known: () => Promise<User | undefined>;
  /** The session ended here: the other tabs are told. */
  onEnded: (userId: string, why: Ended) => void;
  onChange: (state: SessionState) => void;
  stopped: AbortSignal;
};

export type Session = EngineSession & {
  state(): SessionState;
  /** Of who is signed in. */
  userId(): string | undefined;
  /** The profile changed, here or elsewhere; another user's is ignored. */
  updated(user: Partial<User> & Pick<User, 'id'>): void;
  /** The server ended the session. */
  expired(): Promise<void>;
  /** Another tab has signed in, or has a new token. */
  begunElsewhere(token: SharedToken): Promise<void>;
  /** Another tab has signed out, or was told that the session is over. */
  endedElsewhere(userId: string, why: Ended): Promise<void>;
};

/** Who has been here before does not wait for longer to see what is kept on the device. */
const patienceMs = 1_000;

/** Who is signed in on this device. */
export function createSession(options: Options): Session {
  const { api, tokens, logoutMark, onSignedIn, onSignedOut, onLogout, onBegun, known, onEnded, onChange, stopped } =
    options;
  let state: SessionState = { state: 'restoring' };
  /** Being signed out may be found out before its answer is here. */
  let leaving = false;
  const become = (next: SessionState) => {
    state = next;
    onChange(next);
  };
  const userId = () => (state.state === 'signedIn' ? state.user.id : undefined);
  /** Whose session begins just then, and until it has: what ends it meanwhile waits for that. */
  let beginning: string | undefined;
  let begun: Promise<void> = Promise.resolve();
  const whoseNow = () => beginning ?? userId();
  const signedIn = async (user: User): Promise<Result<User>> => {
    beginning = user.id;
    begun = onSignedIn(user).then(() => {
      beginning = undefined;
      become({ state: 'signedIn', user });
    });
    await begun;
    return ok(user);
  };
  const begin = async (answer: Result<http.TokensBody>, remember = false): Promise<Result<User>> => {
    if (!answer.ok) return answer;
    logoutMark?.save(undefined);
    await onBegun(answer.value.user, remember);
    await tokens.begin(answer.value);
    return signedIn(answer.value.user);
  };
  const end = async (ended: Ended) => {
    await begun;
    const whose = userId();
    if (whose === undefined) return;
    become({ state: 'signedOut', ended });
    await onSignedOut(ended, whose);
  };
  const endHere = async (ended: Ended) => {
    const whose = whoseNow();
    await tokens.drop();
    if (whose !== undefined) onEnded(whose, ended);
    await end(ended);
  };
  const told = (answer: Result<void>) => {
    if (answer.ok || answer.error.status === 401) logoutMark?.save(undefined);
  };
  let telling: Promise<void> | undefined;
  /** Tells the server of a log-out that it may not know of; whoever signs in waits for it, as both set the cookie. */
  const tellOwed = async () => {
    if (logoutMark?.load() === undefined) return;
    telling ??= api.logoutByCookie().then((answer) => {
      telling = undefined;
      told(answer);
    });
    await telling;
  };

  return {
    state: () => state,
    userId,
    updated(user) {
      if (state.state === 'signedIn' && state.user.id === user.id)
        become({ ...state, user: { ...state.user, ...user } });
    },
    async restore() {
      const kept = await known();
      const owed = logoutMark?.load();
      if (owed !== undefined) {
        become({ state: 'signedOut' });
        // What is kept is of whoever logged out. The mark of the release before does not say who that was.
        const whose = kept?.id ?? owed;
        await Promise.all([onSignedOut('logout', whose), onLogout(whose)]);
        await tellOwed();
        return state;
      }
      for (let attempt = 0; state.state === 'restoring'; attempt++) {
        const asked = tokens.resume();
        const answer = await (kept ? Promise.race([asked, pause(patienceMs).then(() => undefined)]) : asked);
        if (state.state !== 'restoring') break;
        if (kept && (!answer || (!answer.ok && answer.error.status !== 401))) {
          tokens.assume();
          await signedIn(kept);
        } else if (!answer) continue;
        else if (answer.ok) await signedIn(kept?.id === answer.value.id ? { ...answer.value, ...kept } : answer.value);
        else if (answer.error.status === 401) {
          become(kept ? { state: 'signedOut', ended: 'expired' } : { state: 'signedOut' });
          if (kept) await onSignedOut('expired', kept.id);
        } else {
          const ms = backoffMs(attempt, Math.random(), { maxMs: 10_000 });
          become({ state: 'restoring', retryAt: Date.now() + ms });
          if (!(await pause(ms, stopped))) break;
        }
      }
      return state;
    },
    async register(input) {
      await tellOwed();
      return begin(await api.register(input), input.remember);
    },
    async login(input) {
      await tellOwed();
      return begin(await api.login(input), input.remember);
    },
    async logout() {
      leaving = true;
      const whose = whoseNow();
      logoutMark?.save(whose ?? '');
      if (whose !== undefined) onEnded(whose, 'logout');
      const forgotten = whose !== undefined && onLogout(whose);
      told(await api.logout());
      await endHere('logout');
      await forgotten;
      leaving = false;
    },
    expired: () => endHere(leaving ? 'logout' : 'expired'),
    async begunElsewhere(token) {
      await begun;
      // Who still looks for a session asks for the token by itself.
      if (state.state === 'restoring') return;
      const same = userId() === token.user.id;
      if (!same) await end('expired');
      tokens.adopt(token);
      if (!same) await signedIn(token.user);
    },
    async endedElsewhere(whose, why) {
      if (whoseNow() !== whose) return;
      await tokens.drop();
      await end(why);
    },
  };
}
