import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, readStream, serveFollowers, slugBucket } from '@messenger/event-store';
import { newId } from '@messenger/kit';
import {
  chatStreamOf,
  type LogShape,
  logStreams,
  partitionOf,
  receiptStreamOf,
  shardOfPartition,
  subjects,
  type UserCard,
} from '@messenger/proto';
import {
  messenger,
  openLog,
  operatorEnv,
  provisionLog,
  storyIn,
  type TestLog,
  type TestStack,
  testStack,
} from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

let dir: string;
let source: TestStack;
let log: TestLog;
const chats: string[] = [];
const people: UserCard[] = [];
const held = new AsyncDisposableStack();
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'messenger-archive-'));
  held.defer(() => rm(dir, { recursive: true }));
  source = held.use(await testStack());
  await provisionLog(source);
  log = held.use(await openLog(source));
  await tellStory(log.events);
});
afterAll(() => held.disposeAsync());

/** Users, contacts, groups over all shards of four, receipts that moved on, and what nobody can read. */
async function tellStory(events: EventStore): Promise<void> {
  const story = storyIn(events);
  people.push(await story.user('Ann'), await story.user('Bob'));
  const [ann, bob] = people as [UserCard, UserCard];
  await story.befriend(ann, bob);
  while (new Set(chats.map((id) => shardOfPartition(partitionOf(id), 4))).size < 4 || chats.length < 12) {
    chats.push(await story.group(ann, [bob], { id: newId() }));
  }
  for (let i = 0; i < 400; i++) await story.say(chats[i % chats.length]!, i % 2 ? ann : bob, `message ${i} 🙂`);
  for (let i = 1; i < 4; i++) {
    await story.receipts(chats[0]!, bob, { [bob.id]: { delivered: i, read: i, shownRead: i } });
  }
  const subject = subjects.chatEvents(chats[1]!);
  await story.raw(subject, Buffer.from([0xff, 0xfe, 0x00, 0x0a]));
  await story.raw(subject, JSON.stringify({ type: 'FromTheFuture', v: 3 }));
  await story.say(chats[1]!, ann, 'after it');
  await slugBucket(events.bus).put('the-first', chats[0]!, { revision: 0 });
}

const env = (stack: TestStack) => operatorEnv({ natsFor: stack.natsFor });
const file = (name: string) => join(dir, name);

async function fresh(chatShards: number): Promise<{ stack: TestStack; events: EventStore }> {
  const stack = held.use(await testStack({ chatShards }));
  await provisionLog(stack, chatShards);
  return { stack, events: held.use(await openLog(stack)).events };
}

/** What each subject holds, byte for byte. */
async function contents({ bus, shape }: EventStore): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const stream of logStreams(shape)) {
    for await (const { subject, data } of readStream(bus, stream, { after: 1, until: Number.MAX_SAFE_INTEGER })) {
      found[subject] = [...(found[subject] ?? []), Buffer.from(data).toString('base64')];
    }
  }
  return found;
}
function streamFor(subject: string, shape: LogShape): string {
  const key = subject.slice(subject.lastIndexOf('.') + 1);
  if (subject === subjects.chatEvents(key)) return chatStreamOf(key, shape);
  return subject === subjects.receipts(key) ? receiptStreamOf(key, shape) : 'DIRECTORY';
}

async function exported(name: string, ...args: string[]): Promise<string> {
  const { code, stderr } = await messenger(['export', '-o', file(name), ...args], env(source));
  expect(code, stderr).toBe(0);
  return file(name);
}

test('everything goes into an empty log of another shard count, byte for byte', async () => {
  const archive = await exported('all.jsonl');
  const { stack, events } = await fresh(4);
  const first = await messenger(['import', archive, '--json'], env(stack));
  expect(first.code, first.stderr).toBe(0);
  const before = await contents(log.events);
  expect(await contents(events)).toEqual(before);
  const count = Object.values(before).flat().length;
  expect(JSON.parse(first.stdout)).toEqual({ written: count, found: 0, slugs: 1, unreadable: 2 });
  for (const subject of Object.keys(before)) {
    const last = await events.last(streamFor(subject, events.shape), subject);
    expect(Buffer.from(last!.data).toString('base64')).toBe(before[subject]!.at(-1));
  }
  expect(await slugBucket(events.bus).get('the-first')).toMatchObject({ chatId: chats[0] });
  const chat = await messenger(['chat', chats[2]!], env(stack));
  expect(chat.code, chat.stderr).toBe(0);

  const again = await messenger(['import', archive, '--json'], env(stack));
  expect(JSON.parse(again.stdout)).toMatchObject({ written: 0, found: count });
  const onward = await messenger(['export'], env(stack));
  const back = await fresh(1);
  await writeFile(file('back.jsonl'), onward.stdout);
  expect((await messenger(['import', file('back.jsonl')], env(back.stack))).code).toBe(0);
  expect(await contents(back.events)).toEqual(before);
});

test('an import that was interrupted goes on; one into other contents is refused and changes nothing', async () => {
  const archive = await exported('again.jsonl');
  const lines = (await readFile(archive, 'utf8')).split('\n');
  const begun = lines
    .slice(1, 300)
    .map((line) => JSON.parse(line) as { stream: string; subject: string; data: string });
  const { stack, events } = await fresh(2);
  const endOf = new Map<string, number>();
  for (const { subject, data } of begun) {
    endOf.set(subject, await events.append({ subject, expected: endOf.get(subject) ?? 0, payload: data }));
  }
  const { code, stdout, stderr } = await messenger(['import', archive, '--json'], env(stack));
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ found: begun.length });
  expect(await contents(events)).toEqual(await contents(log.events));

  const other = await fresh(1);
  await storyIn(other.events).user('Carol');
  const refused = await messenger(['import', archive], env(other.stack));
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/DIRECTORY holds something else at 2 than the archive/);
  expect(Object.values(await contents(other.events)).flat()).toHaveLength(1);
  await storyIn(events).user('One more');
  expect((await messenger(['import', archive], env(stack))).stderr).toMatch(/DIRECTORY holds 5 events already/);
});

test('nothing is imported beside services that write, nor from a file that was changed', async () => {
  const archive = await exported('whole.jsonl');
  const { stack, events } = await fresh(1);
  const said = async (path: string) => {
    const { code, stderr } = await messenger(['import', path], env(stack));
    expect(code, path).toBe(1);
    expect(Object.keys(await contents(events)), path).toEqual([]);
    return stderr;
  };
  const text = await readFile(archive, 'utf8');
  const lines = text.trimEnd().split('\n');
  const changed = async (name: string, made: string) => {
    await writeFile(file(name), made);
    return said(file(name));
  };
  expect(await changed('byte', text.replace('message 77 ', 'message 78 '))).toMatch(
    /line \d+: the chain of \S+ is broken/,
  );
  expect(await changed('head', text.replace('"at":"2', '"at":"3'))).toMatch(/the checksum is another/);
  expect(await changed('line', `${lines.toSpliced(30, 1).join('\n')}\n`)).toMatch(/broken|checksum/);
  expect(await changed('cut', `${lines.slice(0, -1).join('\n')}\n`)).toMatch(/has no end/);
  expect(await changed('within', text.slice(0, -40))).toMatch(/ends within line/);
  expect(await changed('other', 'hello\n')).toMatch(/line 1: is no JSON object/);
  expect(await changed('json', '{}\n')).toMatch(/no archive of messenger export/);
  expect(await said(file('nowhere'))).toMatch(/cannot be read/);

  await using gateway = await openLog(stack, 'gateway');
  await using _answers = await serveFollowers(gateway.events, { service: 'gateway', instance: newId() });
  expect(await said(archive)).toMatch(/Stop gateway first/);
});

test('one chat goes into a log that holds others, if it knows the members and not the chat', async () => {
  const archive = await exported('chat.jsonl', '--chat', 'the-first');
  const { stack, events } = await fresh(4);
  const story = storyIn(events);
  const carol = await story.user('Carol');
  const unknown = await messenger(['import', archive], env(stack));
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('no user of this log') });

  for (const { id, username, displayName } of people) {
    const event = { id, type: 'UserRegistered', v: 1, userId: id, version: 1, prev: null, by: id };
    const data = { username, displayName };
    await story.raw(subjects.userEvents(id), JSON.stringify({ ...event, at: '2026-01-01T00:00:00.000Z', data }));
  }
  const own = await story.group(carol, [], {});
  {
    await using writer = await openLog(stack, 'chat-command');
    await using _answers = await serveFollowers(writer.events, { service: 'chat-command', instance: newId() });
    const refused = await messenger(['import', archive], env(stack));
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('Stop chat-command first') });
    expect(Object.keys(await contents(events))).not.toContain(subjects.chatEvents(chats[0]!));
  }
  const { code, stderr } = await messenger(['import', archive], env(stack));
  expect(code, stderr).toBe(0);
  const before = await contents(log.events);
  const after = await contents(events);
  for (const subject of [subjects.chatEvents(chats[0]!), subjects.receipts(chats[0]!)]) {
    expect(after[subject]).toEqual(before[subject]);
  }
  expect(Object.keys(after).filter((subject) => subject === subjects.chatEvents(own))).toHaveLength(1);
  expect((await messenger(['import', archive, '--json'], env(stack))).stdout).toMatch(/"written":0/);

  const last = await events.last(chatStreamOf(chats[0]!, events.shape), subjects.chatEvents(chats[0]!));
  await events.append({ subject: last!.subject, expected: last!.seq, payload: 'more' });
  const gone = await messenger(['import', archive], env(stack));
  expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining('goes on after what the archive holds') });
});
