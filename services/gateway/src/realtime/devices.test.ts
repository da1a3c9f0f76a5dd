import { newId } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import type { DevicesReport } from '@messenger/proto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Devices } from './devices.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A bus that takes what NATS takes, and what was reported on it. */
function strictBus() {
  const reports: DevicesReport[] = [];
  let callRoll = () => {};
  const bus = {
    nc: {
      isClosed: () => false,
      subscribe(_: string, { callback }: { callback: () => void }) {
        callRoll = callback;
        return { unsubscribe() {} };
      },
    },
    onReconnect: () => () => {},
    publish(_: string, payload: string) {
      if (payload.length > 1_048_576) throw new Error('MAX_PAYLOAD_EXCEEDED');
      reports.push(JSON.parse(payload));
    },
  } as unknown as Bus;
  return { bus, reports, callRoll: () => callRoll() };
}

/** Who is there after these reports, as delivery counts: each number once, `all` for the whole set. */
function presentAfter(reports: readonly DevicesReport[]): Set<string> {
  const there = new Set<string>();
  for (const { all, present, gone } of reports) {
    if (all) there.clear();
    for (const { userId } of present) there.add(userId);
    for (const userId of gone) there.delete(userId);
  }
  return there;
}

test('as many users as a gateway may have are told of, with a sign of life every ten seconds', async () => {
  const { bus, reports, callRoll } = strictBus();
  using devices = new Devices(bus);
  const users = Array.from({ length: 50_000 }, () => newId());
  for (const userId of users) devices.opened(userId);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(presentAfter(reports)).toEqual(new Set(users));
  expect(reports.map(({ seq }) => seq)).toEqual(reports.map((_, i) => i + 1));
  const before = reports.length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reports.length).toBeGreaterThan(before);
  callRoll();
  const roll = reports.slice(reports.findLastIndex(({ all }) => all));
  expect(presentAfter(roll)).toEqual(new Set(users));
  for (const userId of users.slice(1)) devices.closed(userId);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(presentAfter(reports)).toEqual(new Set(users.slice(0, 1)));
  expect(reports.at(-1)).toMatchObject({ all: true });
  devices.leave();
  expect(reports.at(-1)).toMatchObject({ leaving: true });
});
