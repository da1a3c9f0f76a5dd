import { openEventStore } from '@messenger/event-store';
import { newId, silentLogger, sleep } from '@messenger/kit';
import { connectRedis } from '@messenger/kit/redis';
import { type Bus, call, connectBus } from '@messenger/messaging';
import {
  type DevicesReport,
  isRefusal,
  type PresenceChanged,
  presenceOf,
  subjects,
  type UserId,
} from '@messenger/proto';
import {
  openLog,
  provisionLog,
  type Story,
  storyIn,
  type TestLog,
  type TestStack,
  testStack,
} from '@messenger/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type App, startApp } from '../src/app.ts';
import { presenceStore } from '../src/presence/presence-store.ts';

const timing = { expiryMs: 1_500, graceMs: 500, settleMs: 1_500, sweepMs: 50 };

let stack: TestStack;
let log: TestLog;
let story: Story;
let gatewayBus: Bus;
let changes: PresenceChanged[];
let held: AsyncDisposableStack;

beforeAll(async () => {
  stack = await testStack({ redis: true });
  await provisionLog(stack);
  log = await openLog(stack);
  story = storyIn(log.events);
  gatewayBus = await connectBus({ ...stack.natsFor('gateway'), name: 'gateway', log: silentLogger });
  gatewayBus.nc.subscribe(subjects.allPresence, { callback: (_error, message) => changes.push(message.json()) });
});
afterAll(async () => {
  await gatewayBus[Symbol.asyncDispose]();
  await log[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});
beforeEach(() => {
  changes = [];
  held = new AsyncDisposableStack();
});
afterEach(() => held.disposeAsync());

/** An instance of delivery, until the test ends or it is disposed. */
async function delivery(): Promise<App> {
  const own = new AsyncDisposableStack();
  const bus = own.use(await connectBus({ ...stack.natsFor('delivery'), name: 'delivery', log: silentLogger }));
  const redis = own.use(
    connectRedis(stack.redisUrl, { name: 'test', log: silentLogger, answerMs: 2_000, whileAway: 'tested' }),
  );
  const events = await openEventStore(bus, { log: silentLogger });
  const app = own.use(await startApp({ bus, redis, events, log: silentLogger, timing }));
  held.use(own);
  await vi.waitFor(() => expect(app.ready()).toBe(true), 20_000);
  return { ...app, [Symbol.asyncDispose]: () => own.disposeAsync() };
}

type Present = DevicesReport['present'][number];

/** A gateway that reports like the real one: changes at once, everything on roll-calls and as its sign of life. */
function gateway() {
  const gatewayId = newId();
  const users = new Map<UserId, Present>();
  let seq = 0;
  const report = (all: boolean, present: Present[], gone: UserId[], more: Partial<DevicesReport> = {}) =>
    gatewayBus.publish(
      subjects.gatewayReports('devices'),
      JSON.stringify({ gatewayId, seq: ++seq, all, present, gone, ...more } satisfies DevicesReport),
    );
  const reportAll = () => report(true, [...users.values()], []);
  const rollCalls = gatewayBus.nc.subscribe(subjects.gatewayReports('roll-call'), { callback: reportAll });
  const alive = setInterval(reportAll, timing.expiryMs / 3);
  const die = () => {
    clearInterval(alive);
    rollCalls.unsubscribe();
  };
  reportAll();
  held.defer(die);
  return {
    die,
    on(userId: UserId, presence?: NonNullable<Present['presence']>) {
      const device: Present = presence ? { userId, presence } : { userId };
      users.set(userId, device);
      report(false, [device], []);
    },
    off(userId: UserId) {
      users.delete(userId);
      report(false, [], [userId]);
    },
    /** A report that nobody hears. */
    lose(userId: UserId) {
      users.set(userId, { userId });
      seq++;
    },
    /** All, in two reports: as of more users than one holds. */
    tellInParts(first: UserId) {
      for (const userId of users.keys()) users.set(userId, { userId });
      const others = [...users.values()].filter(({ userId }) => userId !== first);
      report(true, [{ userId: first }], []);
      report(false, others, []);
    },
    leave() {
      die();
      report(false, [], [], { leaving: true });
    },
  };
}

const statesOf = (userId: UserId) => changes.filter((c) => c.userId === userId).map((c) => c.state);
const expectStates = (userId: UserId, ...states: string[]) =>
  vi.waitFor(() => expect(statesOf(userId)).toEqual(states), { timeout: 20_000, interval: 20 });
/** Long enough for anything that is still to be announced. */
const quiet = () => sleep(timing.graceMs + timing.settleMs + 500);

async function ask(...userIds: UserId[]): Promise<Map<UserId, PresenceChanged> | string> {
  const answer = await call(gatewayBus, presenceOf, { userIds }, { requestId: newId() });
  return isRefusal(answer) ? answer.code : new Map(answer.value.presences.map((p) => [p.userId, p]));
}

test('online at the first device, offline a grace after the last, with last seen', async () => {
  await delivery();
  const [ann, bob] = [newId(), newId()];
  const g = gateway();
  g.on(ann);
  await expectStates(ann, 'online');
  expect(await ask(ann, bob)).toEqual(new Map([[ann, { userId: ann, state: 'online', lastSeenAt: null }]]));
  const leftAt = Date.now();
  g.off(ann);
  await sleep(timing.graceMs / 2);
  expect(statesOf(ann)).toEqual(['online']);
  await expectStates(ann, 'online', 'offline');
  const seenAt = Date.parse(changes.at(-1)!.lastSeenAt!);
  expect(Math.abs(seenAt - leftAt)).toBeLessThan(1_000);
  expect(await ask(ann)).toEqual(new Map([[ann, changes.at(-1)]]));
});

test('who comes back within the grace was never away, be it at another gateway', async () => {
  await delivery();
  const ann = newId();
  const [g1, g2] = [gateway(), gateway()];
  g1.on(ann);
  await expectStates(ann, 'online');
  g1.off(ann);
  g2.on(ann);
  await quiet();
  g2.leave();
  g1.on(ann);
  await quiet();
  expect(statesOf(ann)).toEqual(['online']);
});

test('with two devices at two gateways the last one counts', async () => {
  await delivery();
  const ann = newId();
  const [g1, g2] = [gateway(), gateway()];
  g1.on(ann);
  g2.on(ann);
  await expectStates(ann, 'online');
  g1.off(ann);
  await quiet();
  expect(statesOf(ann)).toEqual(['online']);
  g2.off(ann);
  await expectStates(ann, 'online', 'offline');
});

test('away, do not disturb, invisible', async () => {
  await delivery();
  const ann = newId();
  const [g1, g2] = [gateway(), gateway()];
  g1.on(ann, 'dnd');
  await expectStates(ann, 'online');
  g1.on(ann, 'away');
  await expectStates(ann, 'online', 'away');
  g2.on(ann);
  await expectStates(ann, 'online', 'away', 'online');
  g1.on(ann, 'invisible');
  await expectStates(ann, 'online', 'away', 'online', 'offline');
  const hidden = changes.at(-1);
  g2.off(ann);
  g1.off(ann);
  await quiet();
  expect(statesOf(ann)).toHaveLength(4);
  expect(await ask(ann)).toEqual(new Map([[ann, hidden]]));
});

test('the users of a gateway that dies are offline when its sign of life has expired', async () => {
  await delivery();
  await sleep(timing.settleMs);
  const ann = newId();
  const g = gateway();
  g.on(ann);
  await expectStates(ann, 'online');
  g.die();
  const died = performance.now();
  await expectStates(ann, 'online', 'offline');
  expect(performance.now() - died).toBeLessThan(timing.expiryMs + 2_000);
});

test('two instances side by side announce each change once, and one goes on when the other ends', async () => {
  const first = await delivery();
  await delivery();
  const users = Array.from({ length: 50 }, newId);
  const g = gateway();
  for (const user of users) g.on(user);
  for (const user of users) await expectStates(user, 'online');
  for (const user of users) g.off(user);
  for (const user of users) await expectStates(user, 'online', 'offline');
  await first[Symbol.asyncDispose]();
  g.on(users[0]!);
  await expectStates(users[0]!, 'online', 'offline', 'online');
  g.off(users[0]!);
  await expectStates(users[0]!, 'online', 'offline', 'online', 'offline');
});

test('a lost report is noticed and made good by a roll-call', async () => {
  await delivery();
  const [ann, bob] = [newId(), newId()];
  const g = gateway();
  g.lose(ann);
  g.on(bob);
  await expectStates(ann, 'online');
  await expectStates(bob, 'online');
});

test('delivery restarting changes nothing that is seen', async () => {
  const first = await delivery();
  const ann = newId();
  const g = gateway();
  g.on(ann);
  await expectStates(ann, 'online');
  await first[Symbol.asyncDispose]();
  await sleep(timing.expiryMs * 1.5);
  await delivery();
  await quiet();
  expect(statesOf(ann)).toEqual(['online']);
  g.off(ann);
  await expectStates(ann, 'online', 'offline');
});

test('Redis away: unknown, nothing crashes; back: everyone is registered again', async () => {
  const app = await delivery();
  const [ann, bob] = [newId(), newId()];
  const g = gateway();
  g.on(ann);
  g.on(bob);
  await expectStates(ann, 'online');
  await expectStates(bob, 'online');
  await stack.redis.kill();
  await vi.waitFor(() => expect(app.ready()).toBe(false), 20_000);
  expect(await ask(ann)).toBe('unavailable');
  g.off(bob);
  await stack.redis.start();
  await vi.waitFor(async () => expect(await ask(ann)).toHaveProperty('size', 1), 20_000);
  await vi.waitFor(() => expect(statesOf(bob).at(-1)).toBe('offline'), 20_000);
  expect(statesOf(ann).at(-1)).toBe('online');
  g.off(ann);
  await vi.waitFor(() => expect(statesOf(ann).at(-1)).toBe('offline'), 20_000);
});

test('a change whose answer was lost is told all the same', async () => {
  await delivery();
  const ann = newId();
  const redis = held.use(
    connectRedis(stack.redisUrl, { name: 'test', log: silentLogger, answerMs: 2_000, whileAway: 'tested' }),
  );
  const report = { gatewayId: newId(), seq: 1, all: true, present: [{ userId: ann }], gone: [] };
  // Redis takes it, and whoever asked hears nothing of that.
  await vi.waitFor(() => redis.ping(), 20_000);
  const { outcome } = await presenceStore(redis, { ...timing, expiryMs: 60_000 }).report(report);
  expect(outcome).toBe('applied');
  await vi.waitFor(() => expect(statesOf(ann)).toContain('online'), 20_000);
  await vi.waitFor(async () => expect(await redis.zcard('{presence}:untold')).toBe(0), 20_000);
});

test('Redis emptied: nothing flickers, and who is gone since then is called offline', async () => {
  await delivery();
  const [ann, bob] = [newId(), newId()];
  const [g1, g2] = [gateway(), gateway()];
  g1.on(ann);
  g2.on(bob);
  await expectStates(ann, 'online');
  await expectStates(bob, 'online');
  g2.die();
  const redis = held.use(
    connectRedis(stack.redisUrl, { name: 'test', log: silentLogger, answerMs: 2_000, whileAway: 'tested' }),
  );
  await vi.waitFor(() => redis.flushall(), 20_000);
  await vi.waitFor(() => expect(statesOf(bob).at(-1)).toBe('offline'), 20_000);
  expect(new Set(statesOf(ann))).toEqual(new Set(['online']));
});

test('the profile says how one is seen on every device, until a device says otherwise', async () => {
  await delivery();
  const ann = await story.user('Ann');
  const [g1, g2] = [gateway(), gateway()];
  g1.on(ann.id);
  g2.on(ann.id);
  await expectStates(ann.id, 'online');
  await story.profile(ann, { presence: 'away' });
  await expectStates(ann.id, 'online', 'away');
  await story.profile(ann, { presence: 'dnd' });
  await expectStates(ann.id, 'online', 'away', 'online');
  g1.on(ann.id, 'away');
  g2.on(ann.id, 'away');
  await expectStates(ann.id, 'online', 'away', 'online', 'away');
  await story.profile(ann, { presence: 'dnd', displayName: 'Ann B.' });
  await quiet();
  expect(statesOf(ann.id)).toEqual(['online', 'away', 'online', 'away']);
  await story.profile(ann, { presence: 'invisible' });
  await expectStates(ann.id, 'online', 'away', 'online', 'away', 'offline');
  g2.on(ann.id);
  await quiet();
  expect(statesOf(ann.id)).toHaveLength(5);
  await story.profile(ann, { presence: 'online' });
  await expectStates(ann.id, 'online', 'away', 'online', 'away', 'offline', 'online');
});

test('who is invisible comes and goes unseen, and is not seen later than when hiding', async () => {
  await delivery();
  const ann = await story.user('Ann');
  const g = gateway();
  g.on(ann.id);
  await expectStates(ann.id, 'online');
  await story.profile(ann, { presence: 'invisible' });
  await expectStates(ann.id, 'online', 'offline');
  const hidden = changes.at(-1)!;
  g.off(ann.id);
  await quiet();
  g.on(ann.id);
  await quiet();
  g.off(ann.id);
  await quiet();
  expect(statesOf(ann.id)).toHaveLength(2);
  expect(await ask(ann.id)).toEqual(new Map([[ann.id, hidden]]));
});

test('who hides looks like who left, and is seen no earlier than they were shown', async () => {
  await delivery();
  const [ann, bob] = [newId(), newId()];
  const g = gateway();
  g.on(ann);
  await expectStates(ann, 'online');
  await sleep(timing.graceMs * 2);
  const hidAt = Date.now();
  g.on(ann, 'invisible');
  await expectStates(ann, 'online', 'offline');
  const annSeen = Date.parse(changes.at(-1)!.lastSeenAt!);
  expect(annSeen).toBeLessThanOrEqual(Date.now() - timing.graceMs);
  expect(annSeen).toBeGreaterThanOrEqual(hidAt - timing.graceMs * 1.2);
  const cameAt = Date.now();
  g.on(bob);
  g.on(bob, 'invisible');
  await expectStates(bob, 'online', 'offline');
  expect(Date.parse(changes.at(-1)!.lastSeenAt!)).toBeGreaterThanOrEqual(cameAt);
});

test('who hides stays hidden when Redis is emptied, and while delivery was away', async () => {
  const first = await delivery();
  const [ann, bob] = [await story.user('Ann'), await story.user('Bob')];
  const g = gateway();
  g.on(bob.id, 'online');
  await expectStates(bob.id, 'online');
  g.on(ann.id);
  await expectStates(ann.id, 'online');
  await story.profile(ann, { presence: 'invisible' });
  await expectStates(ann.id, 'online', 'offline');
  const redis = held.use(
    connectRedis(stack.redisUrl, { name: 'test', log: silentLogger, answerMs: 2_000, whileAway: 'tested' }),
  );
  await vi.waitFor(() => redis.flushall(), 20_000);
  await quiet();
  expect(statesOf(ann.id)).toEqual(['online', 'offline']);
  await first[Symbol.asyncDispose]();
  await story.profile(bob, { presence: 'invisible' });
  await delivery();
  await vi.waitFor(() => expect(statesOf(bob.id).at(-1)).toBe('offline'), 20_000);
  const heard = statesOf(bob.id).length;
  await vi.waitFor(() => redis.flushall(), 20_000);
  await quiet();
  expect(statesOf(ann.id)).toEqual(['online', 'offline']);
  expect(statesOf(bob.id).slice(heard)).not.toContain('online');
});

test('of all that a gateway repeats in parts, nobody was away, and who hides stays hidden', async () => {
  await delivery();
  const [ann, bob] = [newId(), await story.user('Bob')];
  const g = gateway();
  g.on(ann);
  g.on(bob.id, 'online');
  await expectStates(bob.id, 'online');
  await story.profile(bob, { presence: 'invisible' });
  await expectStates(bob.id, 'online', 'offline');
  for (const each of [ann, bob.id]) g.tellInParts(each);
  await quiet();
  expect([statesOf(ann), statesOf(bob.id)]).toEqual([['online'], ['online', 'offline']]);
});

test('a gateway that says goodbye with 200 users: who reconnects within the grace was never away', async () => {
  await delivery();
  const users = Array.from({ length: 200 }, newId);
  const [staying, leaving] = [users.slice(0, 100), users.slice(100)];
  const [g1, g2] = [gateway(), gateway()];
  for (const user of users) g1.on(user);
  for (const user of users) await expectStates(user, 'online');
  g1.leave();
  const left = performance.now();
  for (const user of staying) g2.on(user);
  for (const user of leaving) await expectStates(user, 'online', 'offline');
  expect(performance.now() - left).toBeLessThan(timing.expiryMs + timing.graceMs);
  await quiet();
  for (const user of staying) expect(statesOf(user)).toEqual(['online']);
});
