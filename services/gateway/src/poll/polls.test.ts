import { aborted } from '@messenger/kit';
import { expect, test } from 'vitest';
import { uuid } from '../live/events.fixture.ts';
import { Polls } from './polls.ts';

test('with one more than may wait of a user the oldest ends, and nobody else', async () => {
  const polls = new Polls(2);
  const ended: string[] = [];
  const wait = (name: string, user: number) =>
    polls
      .run({ userId: uuid('a', user), sessionId: uuid('b', user) }, (finish) => aborted(finish))
      .then(() => ended.push(name));
  const all = [wait('ann 1', 1), wait('bob', 2), wait('ann 2', 1)];
  await Promise.resolve();
  expect(ended).toEqual([]);
  all.push(wait('ann 3', 1));
  await all[0];
  all.push(wait('ann 4', 1));
  await all[2];
  expect(ended).toEqual(['ann 1', 'ann 2']);
  expect(polls.size).toBe(3);
  polls.drain();
  await Promise.all(all);
  expect(polls.size).toBe(0);
});
