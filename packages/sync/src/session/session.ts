import type { http, User } from '@messenger/proto';
import { backoffMs, pause } from '../backoff.ts';
import type { Api } from '../http/api.ts';
import { ok } from '../result.ts';
import type { EngineSession, Result, SessionState } from '../types.ts';
import type { Tokens } from './tokens.ts';

type Options = {
  api: Api;
  tokens: Tokens;
  /** Called before the state changes to signed in: another user's data is loaded. */
  onSignedIn: (user: User) => Promise<void>;
  onSignedOut: (why: 'logout' | 'expired') => Promise<void>;
  onChange: (state: SessionState) => void;
  stopped: AbortSignal;
};

export type Session = EngineSession & {
  state(): SessionState;
  /** The profile changed, here or elsewhere; another user's is ignored. */
  updated(user: Partial<User> & Pick<User, 'id'>): void;
  /** The server ended the session. */
  expired(): Promise<void>;
};

/** Who is signed in on this device. */
export function createSession({ api, tokens, onSignedIn, onSignedOut, onChange, stopped }: Options): Session {
  let state: SessionState = { state: 'restoring' };
  const become = (next: SessionState) => {
    state = next;
    onChange(next);
  };
  const signedIn = async (user: User): Promise<Result<User>> => {
    await onSignedIn(user);
    become({ state: 'signedIn', user });
    return ok(user);
  };
  const begin = async (answer: Result<http.TokensBody>): Promise<Result<User>> => {
    if (!answer.ok) return answer;
    await tokens.begin(answer.value);
    return signedIn(answer.value.user);
  };
  const end = async (ended: 'logout' | 'expired') => {
    if (state.state !== 'signedIn') return;
    become({ state: 'signedOut', ended });
    await onSignedOut(ended);
  };

  return {
    state: () => state,
    updated(user) {
      if (state.state === 'signedIn' && state.user.id === user.id)
        become({ ...state, user: { ...state.user, ...user } });
    },
    async restore() {
      for (let attempt = 0; state.state === 'restoring'; attempt++) {
        const answer = await tokens.resume();
        if (state.state !== 'restoring') break;
        if (answer.ok) await signedIn(answer.value);
        else if (answer.error.status === 401) become({ state: 'signedOut' });
        else if (!(await pause(backoffMs(attempt, Math.random(), { maxMs: 10_000 }), stopped))) break;
      }
      return state;
    },
    register: async (input) => begin(await api.register(input)),
    login: async (input) => begin(await api.login(input)),
    async logout() {
      await api.logout();
      await tokens.drop();
      await end('logout');
    },
    async expired() {
      await tokens.drop();
      await end('expired');
    },
  };
}
