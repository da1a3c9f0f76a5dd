import type { UpdatedUser, User } from '@messenger/proto';
import { expect, test } from 'vitest';
import { ok } from '../result.ts';
import { createOwnProfile } from './own-profile.ts';

const user = (displayName: string) => ({ id: 'me', displayName }) as User;

test('an answer that may be older than what was told meanwhile is not taken: it is asked for again', async () => {
  const asked: ((name: string) => void)[] = [];
  const me = () =>
    new Promise<ReturnType<typeof ok<{ user: User }>>>((resolve) => {
      asked.push((name) => resolve(ok({ user: user(name) })));
    });
  const taken: string[] = [];
  const profile = createOwnProfile({ api: { me }, onProfile: ({ displayName }) => taken.push(displayName) });
  const loaded = profile.load();
  profile.told({ id: 'me', displayName: 'as told' } as UpdatedUser);
  asked[0]!('of old');
  await expect.poll(() => asked.length).toBe(2);
  expect(taken).toEqual([]);
  // The cursor that came with the push may lag behind it, and so the answer.
  asked[1]!('of old');
  await loaded;
  expect(taken).toEqual(['as told']);

  // Of two that are under way the later one counts.
  const both = [profile.load(), profile.load()];
  asked[3]!('newest');
  asked[2]!('late');
  await Promise.all(both);
  expect(taken).toEqual(['as told', 'newest']);
});
