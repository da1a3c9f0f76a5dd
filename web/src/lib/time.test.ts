import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  clockNow,
  dayKey,
  dayLabel,
  localeOf,
  shortWhen,
  since,
  sinceExactly,
  startOfDay,
  timeOfDay,
  untilWhen,
} from './time.ts';

const clock = { now: new Date('2026-11-23T10:00:00.000Z'), locale: 'en-GB', timeZone: 'Europe/Berlin' };

describe('times as people read them', () => {
  test('a day is the reader’s calendar day, not the one in UTC', () => {
    expect(dayKey('2026-11-22T23:30:00.000Z', clock)).toBe('2026-11-23');
    expect(dayKey('2026-11-22T22:30:00.000Z', clock)).toBe('2026-11-22');
  });

  test('without a time zone the day is the one of this device’s', () => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    for (let hour = 0; hour < 24 * 400; hour += 5) {
      const at = new Date(Date.UTC(2026, 0, 1, hour, 30)).toISOString();
      const here = { now: new Date(at), locale: 'en' };
      expect(dayKey(at, here)).toBe(dayKey(at, { ...here, timeZone }));
    }
  });

  test('in another time zone the times are the ones there, as the days are', () => {
    const told = () => {
      const here = { ...clockNow(), locale: 'en-GB' };
      return [dayKey('2026-11-22T23:30:00.000Z', here), timeOfDay('2026-11-22T23:30:00.000Z', here)];
    };
    vi.stubEnv('TZ', 'Europe/Berlin');
    expect(told()).toEqual(['2026-11-23', '00:30']);
    vi.stubEnv('TZ', 'America/New_York');
    expect(told()).toEqual(['2026-11-22', '18:30']);
  });

  test('day separators', () => {
    expect(dayLabel('2026-11-22T23:30:00.000Z', clock)).toBe('Today');
    expect(dayLabel('2026-11-22T12:00:00.000Z', clock)).toBe('Yesterday');
    expect(dayLabel('2026-11-03T12:00:00.000Z', clock)).toBe('Tuesday 3 November');
    expect(dayLabel('2025-11-03T12:00:00.000Z', clock)).toMatch(/Monday,? 3 November 2025/);
  });

  test('chat list', () => {
    expect(shortWhen('2026-11-23T08:03:00.000Z', clock)).toBe('09:03');
    expect(shortWhen('2026-11-22T08:03:00.000Z', clock)).toBe('Yesterday');
    expect(shortWhen('2026-11-18T08:03:00.000Z', clock)).toBe('Wed');
    expect(shortWhen('2026-11-16T08:03:00.000Z', clock)).toBe('16 Nov');
    expect(shortWhen('2025-11-16T08:03:00.000Z', clock)).toBe('16 Nov 2025');
  });

  test('a server clock slightly ahead still reads as today', () => {
    expect(shortWhen('2026-11-23T10:00:05.000Z', clock)).toBe('11:00');
    expect(since('2026-11-23T10:00:05.000Z', clock)).toBe('just now');
  });

  test('last seen', () => {
    expect(since('2026-11-23T09:59:30.000Z', clock)).toBe('just now');
    expect(since('2026-11-23T08:03:00.000Z', clock)).toBe('today at 09:03');
    expect(since('2026-11-22T08:03:00.000Z', clock)).toBe('yesterday at 09:03');
    expect(since('2026-11-02T08:03:00.000Z', clock)).toBe('on 2 November');
  });

  test('when a text was written, always with the time of day', () => {
    expect(sinceExactly('2026-11-22T08:03:00.000Z', clock)).toBe('yesterday at 09:03');
    expect(sinceExactly('2026-11-02T08:03:00.000Z', clock)).toBe('on 2 November at 09:03');
    expect(sinceExactly('2025-11-02T08:03:00.000Z', clock)).toBe('on 2 November 2025 at 09:03');
  });

  test('when something ends', () => {
    expect(untilWhen('2026-11-23T20:03:00.000Z', clock)).toBe('21:03');
    expect(untilWhen('2026-11-24T07:00:00.000Z', clock)).toBe('Tuesday 24 November, 08:00');
  });

  test('the reader’s own English wins, others get a neutral one', () => {
    expect(localeOf(['de-DE', 'en-US'])).toBe('en-US');
    expect(localeOf(['de-DE'])).toBe('en-GB');
    expect(timeOfDay('2026-11-23T13:03:00.000Z', { ...clock, locale: 'en-US' })).toMatch(/02:03\sPM/);
  });
});

describe('the start of a day', () => {
  afterEach(() => void vi.unstubAllEnvs());
  const start = (day: string, later?: number) => new Date(startOfDay(day, later) ?? Number.NaN).toISOString();

  test('is the reader’s own midnight, however long the day before was', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    expect(start('2026-10-25')).toBe('2026-10-24T22:00:00.000Z');
    expect(start('2026-10-25', 1)).toBe('2026-10-25T23:00:00.000Z');
    expect(start('2026-03-29', 1)).toBe('2026-03-29T22:00:00.000Z');
    expect(start('2026-12-31', 1)).toBe('2026-12-31T23:00:00.000Z');
  });

  test('is the first hour there is where midnight is left out', () => {
    vi.stubEnv('TZ', 'Africa/Cairo');
    expect(start('2026-04-24')).toBe('2026-04-23T22:00:00.000Z');
    expect(start('2026-04-24', 1)).toBe('2026-04-24T21:00:00.000Z');
  });

  test('is not there for what is no day', () => {
    expect(startOfDay('soon')).toBeUndefined();
    expect(startOfDay('')).toBeUndefined();
  });
});
