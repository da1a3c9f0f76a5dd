import { expect, test } from 'vitest';
import { createRoster } from './roster.ts';

test('who says something is alive, who leaves or falls silent is not', () => {
  const roster = createRoster('me');
  expect([roster.heard('ann'), roster.heard('ann'), roster.heard('bob'), roster.heard('me')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(roster.all()).toEqual(['me', 'ann', 'bob']);
  expect([roster.left('bob'), roster.left('bob')]).toEqual([true, false]);
  expect([roster.beat(), roster.beat(), roster.beat(), roster.beat()]).toEqual([false, false, false, true]);
  expect(roster.all()).toEqual(['me']);
});

test('each word begins the silence anew', () => {
  const roster = createRoster('me');
  for (let n = 0; n < 20; n++) {
    roster.heard('ann');
    expect([roster.beat(), roster.beat(), roster.beat()]).toEqual([false, false, false]);
  }
  expect(roster.all()).toEqual(['me', 'ann']);
});
