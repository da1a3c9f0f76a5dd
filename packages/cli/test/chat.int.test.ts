import { slugBucket } from '@messenger/event-store';
import { newId } from '@messenger/kit';
import { chatStreamOf, subjects } from '@messenger/proto';
import { messenger, openLog, operatorEnv, provisionLog, storyIn, type TestStack, testStack } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

let stack: TestStack;
const held = new AsyncDisposableStack();
beforeAll(async () => {
  stack = held.use(await testStack({ chatShards: 4 }));
  await provisionLog(stack, 4);
});
afterAll(() => held.disposeAsync());

const env = () => operatorEnv({ natsFor: stack.natsFor });
const lines = (text: string) => text.trimEnd().split('\n');

test('the events of a chat, as stored and readable, found by id and by slug', async () => {
  await using log = await openLog(stack);
  const story = storyIn(log.events);
  const [ann, bob] = [await story.user('Ann'), await story.user('Bob')];
  const chatId = await story.group(ann, [bob], { slug: 'the-team' });
  await story.say(chatId, bob, 'first\nline \u001b[31m red \u202e');
  for (let i = 0; i < 1_200; i++) await story.say(chatId, ann, `message ${i}`);
  await slugBucket(log.bus).put('the-team', chatId, { revision: 0 });

  const stored = await log.events.read(chatStreamOf(chatId, log.events.shape), subjects.chatEvents(chatId), {
    after: 0,
  });
  const json = await messenger(['chat', 'the-team', '--json'], env());
  expect(json.code, json.stderr).toBe(0);
  expect(lines(json.stdout)).toEqual(stored.map(({ data }) => Buffer.from(data).toString()));
  const { stdout, stderr, code } = await messenger(['chat', chatId], env());
  expect(code).toBe(0);
  expect(stderr).toContain('1202 events in');
  expect(lines(stdout)).toHaveLength(1_202);
  expect(lines(stdout)[1]).toMatch(new RegExp(`2  \\S+Z  ${bob.username}  MessageSent  #1 first·line ·\\[31m red ·$`));
});

test('poison and a broken chain are shown where they stand', async () => {
  await using log = await openLog(stack);
  const story = storyIn(log.events);
  const [ann, bob] = [await story.user('Ann'), await story.user('Bob')];
  const chatId = await story.direct(ann, bob);
  const subject = subjects.chatEvents(chatId);
  const before = await story.say(chatId, ann, 'before');
  const event = { id: newId(), type: 'MessageSent', v: 1, chatId, version: 4, prev: null, by: ann.id, at: before.at };
  const data = { ordinal: 2, text: 'forged', attachments: [], replyTo: null };
  await story.raw(subject, 'not JSON');
  await story.raw(subject, JSON.stringify({ ...event, data }));
  const { stdout, stderr, code } = await messenger(['chat', chatId], env());
  expect(code).toBe(1);
  expect(stderr).toMatch(/\d+: UNREADABLE: not JSON/);
  expect(stderr).toMatch(/\d+: BROKEN CHAIN: version 4 comes after 2/);
  expect(lines(stdout)[2]).toContain('UNREADABLE  not JSON');
  const json = await messenger(['chat', chatId, '--json'], env());
  expect(JSON.parse(lines(json.stdout)[2]!)).toMatchObject({ reason: 'not JSON', unreadable: 'bm90IEpTT04=' });
});

test('no such chat, no such slug', async () => {
  expect(await messenger(['chat', newId()], env())).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no chat'),
  });
  expect(await messenger(['chat', 'nowhere'], env())).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('No chat'),
  });
  expect(await messenger(['chat', 'a.>'], env())).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('neither'),
  });
  expect(await messenger(['chat'], env())).toMatchObject({ code: 2 });
});
