import { aborted } from '@messenger/kit';
import { isRefusal } from '@messenger/proto';
import { expect, test } from 'vitest';
import { uuid } from '../live/events.fixture.ts';
import { Polls } from './polls.ts';

test('one more than may wait of a user is told when to come back, and nobody who waits is put out for it', async () => {
  const polls = new Polls(2);
  const ended: string[] = [];
  const end = new AbortController();
  const wait = (name: string, user: number, leave = new AbortController().signal) =>
    polls
      .run({ userId: uuid('a', user), sessionId: uuid('b', user) }, (finish) =>
        aborted(AbortSignal.any([finish, leave])),
      )
      .then((answer) => ended.push(isRefusal(answer) ? `${name}: ${answer.code}, ${answer.retryAfter}` : name));
  const all = [wait('ann 1', 1, end.signal), wait('bob', 2), wait('ann 2', 1)];
  await wait('ann 3', 1);
  await wait('ann 4', 1);
  expect(ended).toEqual(['ann 3: rate_limited, 5', 'ann 4: rate_limited, 5']);
  expect(polls.size).toBe(3);
  end.abort();
  await all[0];
  all.push(wait('ann 5', 1));
  expect(polls.size).toBe(3);
  polls.drain();
  await Promise.all(all);
  expect(polls.size).toBe(0);
  expect(ended.slice(2).sort()).toEqual(['ann 1', 'ann 2', 'ann 5', 'bob']);
});
