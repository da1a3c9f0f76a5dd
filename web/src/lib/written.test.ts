import type { SessionState } from '@messenger/sync';
import { expect, test } from 'vitest';
import { forgetWritten, isOver, isWritten, onForget } from './written.ts';

const signedIn = (id: string) => ({ state: 'signedIn', user: { id } }) as SessionState;

test('what is unsent goes with a log-out, and when somebody else is here; a session that ran out keeps it', () => {
  expect(isOver({ state: 'signedOut', ended: 'logout' }, 'ann')).toBe(true);
  expect(isOver(signedIn('ben'), 'ann')).toBe(true);
  expect(isOver({ state: 'signedOut', ended: 'expired' }, 'ann')).toBe(false);
  expect(isOver(signedIn('ann'), 'ann')).toBe(false);
  expect(isOver(signedIn('ann'), undefined)).toBe(false);
  expect(isOver({ state: 'restoring' }, undefined)).toBe(false);
});

test('whoever holds what is not sent says so, until it is forgotten', () => {
  const chosen = ['one'];
  onForget(() => void chosen.splice(0));
  expect(isWritten()).toBe(false);
  onForget(
    () => undefined,
    () => chosen.length > 0,
  );
  expect(isWritten()).toBe(true);
  forgetWritten();
  expect(isWritten()).toBe(false);
});
