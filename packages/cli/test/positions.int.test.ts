import { follow, serveFollowers } from '@messenger/event-store';
import { silentLogger as log, newId } from '@messenger/kit';
import { chatStream, directoryStream, receiptStream, type ServiceUser, subjects } from '@messenger/proto';
import {
  messenger,
  migrateReadModel,
  openLog,
  operatorEnv,
  provisionLog,
  runService,
  type Story,
  storyIn,
  type TestLog,
  type TestStack,
  testStack,
} from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Poison } from '../src/followers/poison.ts';
import type { FollowerPosition } from '../src/followers/positions.ts';

let stack: TestStack;
let operator: TestLog;
let story: Story;
let projection: Awaited<ReturnType<typeof runService>>;
const held = new AsyncDisposableStack();
beforeAll(async () => {
  stack = held.use(await testStack({ postgres: true }));
  await provisionLog(stack);
  operator = held.use(await openLog(stack));
  story = storyIn(operator.events);
  await migrateReadModel(stack.databaseUrl);
});
afterAll(() => held.disposeAsync());

const streams = [directoryStream, chatStream(0), receiptStream(0)];

/** Follows as a service does, as far as `until` says. */
async function follower(user: ServiceUser, name: string, followed: string[], until = () => Promise.resolve()) {
  const { events, ...rest } = held.use(await openLog(stack, user));
  const options = { from: 'start', name, log, onBatch: until } as const;
  for (const stream of followed) held.use(await follow(events, { ...options, stream }));
  held.use(await serveFollowers(events, { service: user, instance: newId() }));
  return { events, ...rest };
}

async function positions(...args: string[]) {
  const { code, stdout, stderr } = await messenger(['positions', '--json', ...args], operatorEnv(stack));
  expect(stderr).toBe('');
  const answer = JSON.parse(stdout) as {
    ends: Record<string, number>;
    setAside: Record<string, number>;
    followers: FollowerPosition[];
  };
  return { code, ...answer, of: (name: string) => answer.followers.filter((one) => one.name === name) };
}

test('who is missing is named, who is there tells how far it is', async () => {
  const before = await positions();
  expect(before.code).toBe(1);
  expect(before.of('gateway').map(({ stream, wrong }) => [stream, wrong])).toEqual(
    streams.toSorted().map((stream) => [stream, 'missing']),
  );
  expect(before.of('chat-command-repair')).toMatchObject([{ stream: directoryStream, seq: null, wrong: 'missing' }]);

  const natsUser = stack.natsFor('projection');
  projection = held.use(
    await runService('projection', {
      DATABASE_URL: stack.databaseUrl,
      NATS_URL: natsUser.url,
      NATS_USER: natsUser.user,
      NATS_PASSWORD: natsUser.password,
    }),
  );
  await follower('gateway', 'gateway', streams);
  await follower('delivery', 'delivery', streams);
  await follower('delivery', 'delivery-preferences', [directoryStream]);
  await follower('chat-command', 'chat-command-repair', [directoryStream]);
  const [ann, bob] = [await story.user('Ann'), await story.user('Bob')];
  const chatId = await story.direct(ann, bob);
  for (let i = 0; i < 20; i++) await story.say(chatId, ann, `message ${i}`);
  await expect.poll(async () => (await positions()).code, { timeout: 20_000 }).toBe(0);

  const { ends, followers, of } = await positions();
  expect(ends).toEqual({ DIRECTORY: 3, 'CHAT-0': 22, 'RECEIPTS-0': 1 });
  for (const one of followers) expect(one).toMatchObject({ seq: ends[one.stream], lagEvents: 0, lagSeconds: 0 });
  expect(of('projection').map(({ lease }) => lease?.holder)).toEqual(streams.map(() => expect.any(String)));
  const { stdout } = await messenger(['positions'], operatorEnv(stack));
  expect(stdout).toMatch(/^gateway +\w{8} +CHAT-0 +22 +0 +0/m);
});

test('a follower that stands still lags, in events and in seconds', async () => {
  const stuck = Promise.withResolvers<void>();
  await follower('gateway', 'gateway', [chatStream(0)], () => stuck.promise);
  await expect.poll(async () => (await positions('--max-lag', '1')).code, { timeout: 20_000 }).toBe(1);
  const { of } = await positions();
  const lagging = of('gateway').filter(({ lagEvents }) => lagEvents !== 0);
  expect(lagging).toMatchObject([{ stream: 'CHAT-0', seq: 0, lagEvents: 22, lagSeconds: expect.any(Number) }]);
  expect(lagging[0]!.lagSeconds).toBeGreaterThan(1);
  stuck.resolve();
  await expect.poll(async () => (await positions('--max-lag', '1')).code, { timeout: 20_000 }).toBe(0);
});

test('poison is counted by stream, and shown with its place, its type, why and by whom', async () => {
  const none = await messenger(['poison'], operatorEnv(stack));
  expect(none).toEqual({ code: 0, stdout: 'Nothing was set aside.\n', stderr: '' });
  const chatId = newId();
  await story.raw(subjects.chatEvents(chatId), 'not JSON');
  const newer = { id: newId(), type: 'MessageSent', v: 7, chatId };
  const seq = await story.raw(subjects.chatEvents(chatId), JSON.stringify(newer));
  const list = async () => JSON.parse((await messenger(['poison', '--json'], operatorEnv(stack))).stdout) as Poison[];
  await expect
    .poll(async () => (await list()).map(({ setAsideBy }) => setAsideBy.toSorted()), { timeout: 20_000 })
    .toEqual([
      ['delivery', 'gateway', 'projection'],
      ['delivery', 'gateway', 'projection'],
    ]);
  expect(await list()).toMatchObject([
    { stream: 'CHAT-0', seq: seq - 1, type: null, reason: 'not JSON' },
    {
      stream: 'CHAT-0',
      seq,
      subject: subjects.chatEvents(chatId),
      type: 'MessageSent',
      reason: expect.stringContaining('v7'),
    },
  ]);
  const { setAside, code } = await positions();
  expect({ setAside, code }).toEqual({ setAside: { DIRECTORY: 0, 'CHAT-0': 2, 'RECEIPTS-0': 0 }, code: 0 });
  const { code: found, stdout } = await messenger(['poison'], operatorEnv(stack));
  expect(found).toBe(1);
  expect(stdout).toMatch(/CHAT-0 +24 +evt\.chat\.\S+ +MessageSent +MessageSent v7/);
});

test('nobody projects where nobody holds the leases, however near the end the checkpoints are', async () => {
  await projection.kill();
  const wrong = async () => (await positions()).of('projection').map((one) => [one.stream, one.wrong]);
  await expect.poll(wrong, { timeout: 20_000 }).toEqual(streams.toSorted().map((stream) => [stream, 'missing']));
  expect((await positions()).code).toBe(1);
});
