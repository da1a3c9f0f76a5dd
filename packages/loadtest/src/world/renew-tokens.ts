import { inParallel } from '@messenger/kit';
import { accessTokenSeconds } from '@messenger/proto';
import { ask } from './client.ts';
import type { World } from './world.ts';

/** What registering and refreshing answer. */
export type Tokens = { accessToken: string; refreshToken: string };

/** A third of a token's life: what is measured next has the rest of it. */
const renewAfterMs = (accessTokenSeconds * 1_000) / 3;
const width = 8;

/** Whether tokens that were given then are to be renewed now, before anything else is begun with them. */
export const isDue = (renewedAt: number, now: number): boolean => now - renewedAt >= renewAfterMs;

/** Gives everybody new tokens. */
export async function renewTokens(url: string, world: World): Promise<void> {
  const renewedAt = performance.now();
  await inParallel(width, world.people.length, async (n) => {
    const person = world.people[n]!;
    const { refreshToken } = person;
    const tokens = await ask<Tokens>(url, '', 'POST', '/api/auth/refresh', { refreshToken });
    person.token = tokens.accessToken;
    person.refreshToken = tokens.refreshToken;
  });
  world.renewedAt = renewedAt;
}
