import { chatStream, receiptStream, type UserCard } from '@messenger/proto';
import {
  openLog,
  provisionLog,
  type Story,
  storyIn,
  type TestLog,
  type TestStack,
  testStack,
} from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ReadPagesOptions, readPages } from '../src/index.ts';

const held = new AsyncDisposableStack();
let stack: TestStack;
let log: TestLog;
let story: Story;
let chats: string[];
let ann: UserCard;
const stream = chatStream(0);
beforeAll(async () => {
  stack = held.use(await testStack());
  await provisionLog(stack);
  log = held.use(await openLog(stack));
  story = storyIn(log.events);
  const users = [await story.user('Ann'), await story.user('Bob'), await story.user('Cid'), await story.user('Dot')];
  ann = users[0]!;
  chats = await Promise.all(users.slice(1).map((other) => story.direct(ann, other)));
  for (let n = 1; n <= 30; n++) await story.say(chats[n % 3]!, ann, `message ${n}`);
});
afterAll(() => held.disposeAsync());

async function pagesOf(options: ReadPagesOptions, between?: (page: number) => Promise<void>): Promise<number[][]> {
  const pages: number[][] = [];
  for await (const page of readPages(log.events, options)) {
    pages.push(page.map(({ seq }) => seq));
    await between?.(pages.length);
  }
  return pages;
}
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

test('a stretch comes in order, in pages, and no further than asked for', async () => {
  const { last } = await log.events.bounds(stream);
  expect(last).toBe(34);
  expect((await pagesOf({ stream, after: 0, until: last })).flat()).toEqual(from(1, 34));
  expect(await pagesOf({ stream, after: 5, until: 20, pageSize: 7 })).toEqual([from(6, 12), from(13, 19), [20]]);
  expect((await pagesOf({ stream, after: 30, until: 1_000 })).flat()).toEqual(from(31, 34));
  expect(await pagesOf({ stream, after: 34, until: 1_000 })).toEqual([]);
  expect(await pagesOf({ stream, after: 9, until: 9 })).toEqual([]);
});

test('of a stream that keeps the newest of each subject, what is left comes', async () => {
  const cursors = { [ann.id]: { delivered: 1, read: 1, shownRead: 1 } };
  const receipts = receiptStream(0);
  for (const chat of [...chats, ...chats]) await story.receipts(chat, ann, { ...cursors });
  expect(await pagesOf({ stream: receipts, after: 0, until: 7 })).toEqual([[1, 5, 6, 7]]);
  expect(await pagesOf({ stream: receipts, after: 1, until: 4 })).toEqual([]);
  expect(await pagesOf({ stream: receipts, after: 2, until: 6, pageSize: 1 })).toEqual([[5], [6]]);
});

test('a server that goes away between two pages is waited for', async () => {
  const pages = await pagesOf({ stream, after: 0, until: 34, pageSize: 10 }, async (page) => {
    if (page !== 2) return;
    await stack.nats.kill();
    await stack.nats.start();
  });
  expect(pages.flat()).toEqual(from(1, 34));
});

test('who gives it up is told why', async () => {
  const given = new AbortController();
  const reading = pagesOf({ stream, after: 0, until: 34, pageSize: 5, signal: given.signal }, async () => {
    given.abort(new Error('enough'));
  });
  await expect(reading).rejects.toThrow('enough');
});
