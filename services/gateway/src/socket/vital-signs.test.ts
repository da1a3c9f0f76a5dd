import { closeCodes } from '@messenger/proto';
import { expect, test } from 'vitest';
import { FrameRate } from './frame-rate.ts';
import { dueOf, type VitalSigns } from './vital-signs.ts';

const timing = { helloMs: 5_000, pingMs: 25_000, silenceMs: 45_000, behindMs: 10_000 };
const socket = (more: Partial<VitalSigns> = {}): VitalSigns => ({
  openedAt: 0,
  tokenExpiresAt: 1_000_000,
  lastHeardAt: 0,
  lastPingAt: 0,
  behindSince: undefined,
  ...more,
});
const due = (signs: VitalSigns, now: number, wallClock = 0) => dueOf(signs, timing, now, wallClock);

test('nothing, until a ping is due', () => {
  expect(due(socket(), 24_999)).toBe('nothing');
  expect(due(socket(), 25_000)).toBe('ping');
  expect(due(socket({ lastPingAt: 20_000, lastHeardAt: 25_100 }), 40_000)).toBe('nothing');
});

test('a silent client is cut off', () => {
  expect(due(socket({ lastPingAt: 44_000 }), 44_999)).toBe('nothing');
  expect(due(socket({ lastPingAt: 44_000 }), 45_000)).toBe('terminate');
});

test('no hello in time, an expired token, and falling behind close with their codes', () => {
  const noHello = socket({ tokenExpiresAt: undefined });
  expect(due(noHello, 4_999)).toBe('nothing');
  expect(due(noHello, 5_000)).toEqual({ close: closeCodes.helloTimeout });
  expect(due(socket(), 1, 1_000_000)).toEqual({ close: closeCodes.unauthenticated });
  expect(due(socket({ behindSince: 1_000 }), 10_999)).toBe('nothing');
  expect(due(socket({ behindSince: 1_000 }), 11_000)).toEqual({ close: closeCodes.fellBehind });
});

test('fifty frames a second and no more', () => {
  const rate = new FrameRate(50);
  const exceeded = (now: number) => Array.from({ length: 50 }, () => rate.exceeds(now)).some(Boolean);
  expect(exceeded(0)).toBe(false);
  expect(rate.exceeds(999)).toBe(true);
  expect(exceeded(1_000)).toBe(false);
});
