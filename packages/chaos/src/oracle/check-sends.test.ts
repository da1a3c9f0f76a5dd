import { expect, test } from 'vitest';
import { Ledger } from '../clients/ledger.ts';
import { parse } from './check-log.ts';
import { checkSends } from './check-sends.ts';
import { created, said, storedChat } from './stored-chat.ts';

const nothing = { lost: [], doubled: [], reordered: [], broken: [] };

/** Ann sends one, two and three; the log has what is given. */
function judged(log: string[], { acked = log, refused = [] as string[] } = {}) {
  const ledger = new Ledger();
  const stored = storedChat('c', [created('ann', 'bob'), ...log.map((text, i) => said('ann', i + 1, text))]);
  const events = stored.map(({ data }) => parse(data));
  for (const text of ['one', 'two', 'three'])
    ledger.sending({ messageId: text, chatId: 'c', userId: 'ann', client: 'phone', text });
  for (const text of acked) {
    const event = events.find(({ id }) => id === text);
    const version = event?.version ?? 9;
    const sentAt = event?.at ?? '';
    ledger.acknowledged(text, { messageId: text, version, ordinal: version - 1, sentAt });
  }
  for (const text of refused) ledger.refused(text, 'chat_closed');
  return checkSends(ledger.sends, new Map([['c', events]]));
}

test('what was acknowledged is there; what was neither may be there or not', () => {
  expect(judged(['one', 'two', 'three'])).toEqual(nothing);
  expect(judged(['one', 'two'])).toEqual(nothing);
  expect(judged(['one', 'two'], { acked: ['one'] })).toEqual(nothing);
});

test('acknowledged and not there: lost', () => {
  expect(judged(['one'], { acked: ['one', 'two'] })).toMatchObject({
    ...nothing,
    lost: [expect.stringContaining('two')],
  });
});

test('there twice: doubled', () => {
  expect(judged(['one', 'two', 'one']).doubled).toEqual([expect.stringContaining('at 2, 4')]);
});

test('not in the order of writing: reordered', () => {
  expect(judged(['two', 'one', 'three'])).toMatchObject({
    ...nothing,
    reordered: [expect.stringContaining('stands after “two”')],
  });
});

test('refused and there, or never sent: broken', () => {
  expect(judged(['one'], { acked: [], refused: ['one'] }).broken).toEqual([expect.stringContaining('was refused')]);
  expect(judged(['one', 'four'], { acked: ['one'] }).broken).toEqual([expect.stringContaining('never sent so')]);
});
