import type { User } from '@messenger/proto';
import { tryUntil } from '../feed/try-until.ts';
import type { Api } from '../http/api.ts';

type Options = { api: Pick<Api, 'me'>; onProfile: (user: User) => void };

/** Logging in answers with the profile as it was registered: what became of it since is asked for. */
export function createOwnProfile({ api, onProfile }: Options) {
  let asking = new AbortController();
  let told = false;
  return {
    async load(): Promise<void> {
      asking.abort();
      asking = new AbortController();
      const { signal } = asking;
      for (;;) {
        told = false;
        const answer = await tryUntil(signal, api.me);
        // What was told meanwhile may be newer than the answer: the next one is not older.
        if (told && !signal.aborted) continue;
        if (answer?.ok) onProfile(answer.value.user);
        return;
      }
    },
    /** It was pushed. */
    told(): void {
      told = true;
    },
    stop: (): void => asking.abort(),
  };
}
