import type { User } from '@messenger/proto';
import { v7 } from 'uuid';
import { pause } from '../backoff.ts';
import { refusesLocks, type TabsHost } from '../tabs/host.ts';

/** A session's access token, good for so many ms from now. `remember`: the session is known to outlive the browser. */
export type SharedToken = { user: User; accessToken: string; goodForMs: number; remember?: boolean | undefined };
export type Ended = 'logout' | 'expired';

type Message =
  | { kind: 'who'; from: string }
  | { kind: 'token'; to?: string; token: SharedToken }
  | { kind: 'ended'; userId: string; why: Ended };

type Options = {
  host: TabsHost;
  /** What this tab has. */
  current: () => SharedToken | undefined;
  onToken: (token: SharedToken) => void;
  onEnded: (userId: string, why: Ended) => void;
};

export type TokenShare = {
  /** One tab at a time. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** A token that another tab has. */
  ask(): Promise<SharedToken | undefined>;
  tell(token: SharedToken): void;
  ended(userId: string, why: Ended): void;
  stop(): void;
};

const answerMs = 300;
/** Longer than a refresh takes: who holds the lock for so long is frozen, and has nothing under way. */
const frozenMs = 20_000;

/**
 * The one session of the tabs of a browser. A refresh token is good for one use, so one tab refreshes and the others
 * take what it got; and signing in or out in one is signing in or out in all.
 */
export function createTokenShare({ host: { locks, channel }, current, onToken, onEnded }: Options): TokenShare {
  const id = v7();
  const over = new AbortController();
  const asking = new Set<(token: SharedToken) => void>();
  const open = channel('messenger:session');
  const post = (message: Message) => {
    if (!over.signal.aborted) open.postMessage(message);
  };
  open.addEventListener('message', ({ data }) => {
    const message = data as Message;
    if (over.signal.aborted) return;
    if (message.kind === 'ended') return onEnded(message.userId, message.why);
    if (message.kind === 'who') {
      const token = current();
      if (token) post({ kind: 'token', to: message.from, token });
    } else if (message.to === undefined) onToken(message.token);
    else if (message.to === id) for (const answered of asking) answered(message.token);
  });

  // Held by every tab as long as it lives, so that each can count the others.
  const here = 'messenger:here';
  let counted = false;
  const ended = new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()));
  locks
    .request(here, { mode: 'shared', signal: over.signal }, () => {
      counted = true;
      return ended;
    })
    .catch(() => undefined);
  const isAlone = async () => {
    const { held = [] } = await locks.query().catch(() => ({ held: [] }));
    return held.filter(({ name }) => name === here).length <= (counted ? 1 : 0);
  };

  return {
    async exclusively(work) {
      const name = 'messenger:refresh';
      let begun = false;
      const once = () => {
        begun = true;
        return work();
      };
      try {
        return await locks.request(name, { signal: AbortSignal.timeout(frozenMs) }, once);
      } catch (error) {
        if (begun) throw error;
        return refusesLocks(error) ? once() : await locks.request(name, { steal: true }, once);
      }
    },
    async ask() {
      if (await isAlone()) return undefined;
      const { promise, resolve } = Promise.withResolvers<SharedToken>();
      asking.add(resolve);
      post({ kind: 'who', from: id });
      const answer = await Promise.race([promise, pause(answerMs).then(() => undefined)]);
      asking.delete(resolve);
      return answer;
    },
    tell: (token) => post({ kind: 'token', token }),
    ended: (userId, why) => post({ kind: 'ended', userId, why }),
    stop() {
      over.abort();
      open.close();
    },
  };
}
