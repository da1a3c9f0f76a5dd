import { expect, test } from 'vitest';
import { checkChatLog, type Stored } from './check-log.ts';
import { created, said, storedChat } from './stored-chat.ts';

const log = () =>
  storedChat('c', [created('ann', 'bob'), said('ann', 1, 'one'), said('bob', 2, 'two'), said('ann', 3, 'three')]);
const changed = ({ seq, data }: Stored, change: object): Stored => ({
  seq,
  data: new TextEncoder().encode(JSON.stringify({ ...JSON.parse(new TextDecoder().decode(data)), ...change })),
});

test('a whole log has nothing wrong with it', () => {
  expect(checkChatLog('c', log())).toEqual([]);
});

test('a missing event is a gap, and the chain does not go on', () => {
  const stored = log().filter((_, i) => i !== 2);
  expect(checkChatLog('c', stored).join()).toMatch(
    /version 4 where 3 is due.*does not continue.*ordinal 3 where 2 is due/,
  );
});

test('a changed byte breaks the chain', () => {
  const [first, second, ...rest] = log();
  expect(checkChatLog('c', [first!, changed(second!, { by: 'eve' }), ...rest])).toEqual([
    expect.stringMatching(/sequence 3.*does not continue/),
  ]);
});

test('an event appended twice, and one that is older than the one before it', () => {
  const stored = log();
  expect(checkChatLog('c', [...stored, stored[3]!]).join()).toContain('stored twice');
  const late = changed(stored[3]!, { at: '2025-01-01T00:00:00.000Z' });
  expect(checkChatLog('c', [...stored.slice(0, 3), late]).join()).toContain('older than the event before it');
});
