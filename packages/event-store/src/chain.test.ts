import { subjects } from '@messenger/proto';
import { expect, test } from 'vitest';
import { createChain } from './chain.ts';
import { chainHash } from './encode.ts';

const chatId = '01990000-0000-7000-8000-0000000000c1';
const subject = subjects.chatEvents(chatId);
type Change = { version?: number; prev?: string | null; at?: string };

/** Three messages, each linked to the one before but for what is changed in one of them. */
function flaws(changed: number | undefined, change: Change = {}, between: Buffer[] = []): (string | undefined)[] {
  const chain = createChain();
  const found: (string | undefined)[] = [];
  let prev: string | null = null;
  for (let i = 0; i < 3; i++) {
    const data = { ordinal: i + 1, text: 'hello', attachments: [], replyTo: null };
    const id = `01990000-0000-7000-8000-00000000000${i}`;
    const at = `2026-01-01T00:00:0${i}.000Z`;
    const event = { id, type: 'MessageSent', v: 1, chatId, version: i + 1, prev, by: id, at, data };
    const stored = Buffer.from(JSON.stringify(i === changed ? { ...event, ...change } : event));
    prev = chainHash(stored);
    found.push(chain.next(subject, stored).flaw);
    for (const other of between) found.push(chain.next(subject, other).flaw);
  }
  return found;
}

test('a whole chain has no flaw, with or without what cannot be read in it', () => {
  expect(flaws(undefined)).toEqual([undefined, undefined, undefined]);
  const unread = Buffer.from('not JSON');
  expect(flaws(undefined, {}, [unread]).every((flaw) => flaw === undefined)).toBe(true);
  expect(
    flaws(1, { prev: chainHash(unread) }, [unread])
      .slice(0, 3)
      .every((flaw) => flaw === undefined),
  ).toBe(true);
});

test.each<[string, Change, RegExp]>([
  ['a number left out', { version: 3 }, /version 3 comes after 1/],
  ['a number twice', { version: 1 }, /version 1 comes after 1/],
  ['no link', { prev: null }, /does not link/],
  ['another link', { prev: 'A'.repeat(22) }, /does not link/],
  ['an earlier time', { at: '2025-01-01T00:00:00.000Z' }, /time runs backwards/],
])('%s is a flaw', (_, change, flaw) => {
  expect(flaws(1, change)[1]).toMatch(flaw);
});

test('one changed byte is found where the next event links to it', () => {
  const chain = createChain();
  const id = '01990000-0000-7000-8000-000000000001';
  const first = {
    id,
    type: 'DirectClosed',
    v: 1,
    chatId,
    version: 1,
    prev: null,
    by: id,
    at: '2026-01-01T00:00:00.000Z',
    data: {},
  };
  const second = { ...first, type: 'DirectReopened', version: 2, prev: chainHash(JSON.stringify(first)) };
  const changed = JSON.stringify(first).replace('00:00:00.000Z', '00:00:00.001Z');
  expect(chain.next(subject, Buffer.from(changed)).flaw).toBeUndefined();
  expect(chain.next(subject, Buffer.from(JSON.stringify({ ...second, at: '2026-01-01T00:00:01.000Z' }))).flaw).toMatch(
    /does not link/,
  );
});
