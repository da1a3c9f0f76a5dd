import type { SessionState } from '@messenger/sync';
import { expect, test } from 'vitest';
import { isOver } from './written.ts';

const signedIn = (id: string) => ({ state: 'signedIn', user: { id } }) as SessionState;

test('what is unsent goes with a log-out, and when somebody else is here; a session that ran out keeps it', () => {
  expect(isOver({ state: 'signedOut', ended: 'logout' }, 'ann')).toBe(true);
  expect(isOver(signedIn('ben'), 'ann')).toBe(true);
  expect(isOver({ state: 'signedOut', ended: 'expired' }, 'ann')).toBe(false);
  expect(isOver(signedIn('ann'), 'ann')).toBe(false);
  expect(isOver(signedIn('ann'), undefined)).toBe(false);
  expect(isOver({ state: 'restoring' }, undefined)).toBe(false);
});
