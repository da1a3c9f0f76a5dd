import { afterEach, expect, test, vi } from 'vitest';
import { muteEnd } from './muting.ts';

afterEach(() => void vi.unstubAllEnvs());

test('a chat is muted for an hour, until the next morning of this device, or for good', () => {
  vi.stubEnv('TZ', 'Europe/Berlin');
  const now = new Date('2026-10-24T21:30:00.000Z');
  expect(muteEnd('hour', now)).toBe('2026-10-24T22:30:00.000Z');
  expect(muteEnd('tomorrow', now)).toBe('2026-10-25T07:00:00.000Z');
  expect(muteEnd('good', now)).toBeNull();
});
