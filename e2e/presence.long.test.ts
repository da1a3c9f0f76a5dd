import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@messenger/stack';
import { type WireSocket, WireUser } from '@messenger/testkit';
import { expect, test } from 'vitest';
import { wholeSystem } from './system.ts';

const users = 200;
/** A gateway that says nothing counts as gone after 25 s; then its users have 5 s to appear elsewhere. */
const offlineWithinMs = 45_000;

test('a gateway killed with 200 users on it: all of them offline in time, and no flicker of who reconnects at once', async () => {
  await using whole = await wholeSystem({ ports: [await freePort(), await freePort()] });
  const [here, there] = whole.system.urls as [string, string];
  const watcher = await WireUser.register(here, 'watcher');
  const people: WireUser[] = [];
  for (let n = 0; n < users; n += 10) {
    const some = await Promise.all(Array.from({ length: 10 }, (_, i) => WireUser.register(here, `u${n + i}`)));
    for (const user of some) await watcher.befriend(user);
    people.push(...some);
  }
  const [returning, away] = [people.slice(0, users / 2), people.slice(users / 2)];
  const watching = await watcher.connect();
  await watching.ready();
  const doomed = await Promise.all(people.map((user) => user.connect(undefined, there)));
  await Promise.all(doomed.map((socket) => socket.ready()));
  const last = () => {
    const seen = new Map<string, string>();
    for (const { type, data } of watching.frames) {
      if (type.startsWith('presence:')) seen.set((data as { userId: string }).userId, type);
    }
    return seen;
  };
  const are = (of: WireUser[], type: string) => of.every(({ id }) => last().get(id) === type);
  await expect.poll(() => are(people, 'presence:online'), { timeout: 20_000 }).toBe(true);

  const gateway = whole.system.services.get('gateway', 1);
  await gateway.kill('SIGKILL');
  const before = watching.frames.length;
  const back: WireSocket[] = await Promise.all(returning.map((user) => user.connect(undefined, here)));
  await expect.poll(() => are(away, 'presence:offline'), { timeout: offlineWithinMs, interval: 500 }).toBe(true);
  await sleep(1_000);
  const flickers = watching.frames
    .slice(before)
    .filter(
      ({ type, data }) =>
        type === 'presence:offline' && returning.some(({ id }) => id === (data as { userId: string }).userId),
    );
  expect(flickers).toEqual([]);
  expect(are(returning, 'presence:online')).toBe(true);
  for (const socket of back) socket.close();
  watching.close();
});
