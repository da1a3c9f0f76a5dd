import type { TimelineItem } from '@messenger/sync';
import { expect, test } from 'vitest';
import { deleteSoon, keep } from './deleting.ts';
import { lastOwn, nextToAnswer } from './recall.ts';

const item = (id: string, senderId: string, more: object = {}, state = 'sent') =>
  ({ id, state, message: { id, senderId, kind: 'user', ...more } }) as TimelineItem;
const items = [
  item('a', 'me'),
  item('b', 'ben'),
  item('c', 'me', { deletedAt: 'x' }),
  item('d', 'ben', { kind: 'system' }),
  item('e', 'me', {}, 'waiting'),
];

test('the newest of mine that is there is changed; notices, deleted and unsent ones are not', () => {
  expect(lastOwn(items, 'me')?.id).toBe('a');
  expect(lastOwn(items, 'cleo')).toBeUndefined();
});

test('the newest is answered, then the one before, up to the first', () => {
  expect(nextToAnswer(items, undefined)?.id).toBe('b');
  expect(nextToAnswer(items, items[1]!.message)?.id).toBe('a');
  expect(nextToAnswer(items, items[0]!.message)?.id).toBe('a');
  expect(nextToAnswer([], undefined)).toBeUndefined();
});

test('what is about to be deleted is neither changed nor answered', () => {
  deleteSoon('b', () => new Promise(() => undefined));
  expect(nextToAnswer(items, undefined)?.id).toBe('a');
  expect(lastOwn(items, 'ben')).toBeUndefined();
  keep('b');
  expect(lastOwn(items, 'ben')?.id).toBe('b');
});
