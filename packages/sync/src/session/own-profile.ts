import type { User } from '@messenger/proto';
import { tryUntil } from '../feed/try-until.ts';
import type { Api } from '../http/api.ts';

type Options = { api: Pick<Api, 'me'>; onProfile: (user: User) => void };

/** Logging in answers with the profile as it was registered: what became of it since is asked for once. */
export function createOwnProfile({ api, onProfile }: Options) {
  let asking = new AbortController();
  return {
    async load(): Promise<void> {
      asking = new AbortController();
      const answer = await tryUntil(asking.signal, api.me);
      if (answer?.ok) onProfile(answer.value.user);
    },
    stop: (): void => asking.abort(),
  };
}
