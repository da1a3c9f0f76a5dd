import type { UpdatedUser, User } from '@messenger/proto';
import { tryUntil } from '../feed/try-until.ts';
import type { Api } from '../http/api.ts';

type Options = { api: Pick<Api, 'me'>; onProfile: (user: User) => void };

/** Logging in answers with the profile as it was registered: what became of it since is asked for. */
export function createOwnProfile({ api, onProfile }: Options) {
  let asking = new AbortController();
  let told: Partial<User> = {};
  return {
    async load(): Promise<void> {
      asking.abort();
      asking = new AbortController();
      const { signal } = asking;
      told = {};
      for (let seen = told; ; seen = told) {
        const answer = await tryUntil(signal, api.me);
        // Something else may have been told of with it than what the push says, and the answer be of before.
        if (told !== seen && !signal.aborted) continue;
        // It may still be older than the push, whose cursor may lag; what is newer than both is yet to be told.
        if (answer?.ok) onProfile({ ...answer.value.user, ...told });
        return;
      }
    },
    /** This was pushed, or answered to a change. */
    told(user: UpdatedUser): void {
      told = { ...told, ...user };
    },
    stop: (): void => asking.abort(),
  };
}
