import { words } from './strings.ts';

/** Where and how times are shown; tests pass their own. */
export type Clock = { now: Date; locale: string; timeZone?: string };

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formatters are slow to make (tens of µs) and rows are many, hence the cache. */
function format(clock: Clock, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${clock.locale}|${clock.timeZone}|${JSON.stringify(options)}`;
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(clock.locale, {
      ...(clock.timeZone ? { timeZone: clock.timeZone } : {}),
      ...options,
    });
    formats.set(key, known);
  }
  return known;
}

/** The reader's own kind of the interface's language where they have one: `en-US`, `de-AT`. */
export function localeOf(languages: readonly string[]): string {
  const { locale, fallback } = words.language;
  return languages.find((tag) => tag.toLowerCase().split('-', 1)[0] === locale) ?? fallback;
}

let zone: string | undefined;

export function clockNow(): Clock {
  // Whoever travels with a page that is open reads the times of where they are; a formatter keeps to where it was made.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (timeZone !== zone) formats.clear();
  zone = timeZone;
  return { now: new Date(), locale: localeOf(globalThis.navigator?.languages ?? []) };
}

/** The local calendar day, as `2026-11-23`: two moments with the same value are on the same day for the reader. */
export function dayKey(at: string | Date, clock: Clock): string {
  // Where it is this device's own day the calendar is at hand: a formatter takes far longer, and rows are many.
  if (!clock.timeZone) return localDay(new Date(at));
  const parts = format(clock, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(new Date(at));
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

function localDay(date: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The first moment of a day like `2026-11-23` on this device, or of the day so many `later`; in ms. */
export function startOfDay(day: string, later = 0): number | undefined {
  const start = new Date(`${day}T00:00`);
  start.setDate(start.getDate() + later);
  // A day whose midnight the clocks leave out begins later, the ones after it do not.
  start.setHours(0, 0, 0, 0);
  return Number.isNaN(start.getTime()) ? undefined : start.getTime();
}

/** Calendar days from `at` to now; 0 is today, 1 yesterday. */
function daysAgo(at: string, clock: Clock): number {
  return Math.round((Date.parse(dayKey(clock.now, clock)) - Date.parse(dayKey(at, clock))) / 86_400_000);
}

const sameYear = (at: string, clock: Clock) => dayKey(at, clock).slice(0, 4) === dayKey(clock.now, clock).slice(0, 4);

/** `14:03` or `2:03 PM`, as the locale has it. */
export function timeOfDay(at: string, clock: Clock): string {
  return format(clock, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

/** A day separator: `Today`, `Yesterday`, `Tuesday 4 November`, with the year where it is another one. */
export function dayLabel(at: string, clock: Clock): string {
  const ago = daysAgo(at, clock);
  if (ago === 0) return words.time.today;
  if (ago === 1) return words.time.yesterday;
  const year = sameYear(at, clock) ? {} : ({ year: 'numeric' } as const);
  return format(clock, { weekday: 'long', day: 'numeric', month: 'long', ...year }).format(new Date(at));
}

/** The time in a chat list: the time today, then `Yesterday`, the weekday within a week, else the date. */
export function shortWhen(at: string, clock: Clock): string {
  const ago = daysAgo(at, clock);
  if (ago <= 0) return timeOfDay(at, clock);
  if (ago === 1) return words.time.yesterday;
  if (ago < 7) return format(clock, { weekday: 'short' }).format(new Date(at));
  if (sameYear(at, clock)) return format(clock, { day: 'numeric', month: 'short' }).format(new Date(at));
  return format(clock, { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at));
}

/** After "last seen" or "asked": `just now`, `today at 14:03`, `yesterday at 9:00`, `on 4 November`. */
export function since(at: string, clock: Clock): string {
  return sinceLately(at, clock) ?? words.time.on(dateOf(at, clock));
}

/** The same with the time of any day: `on 4 November at 14:03`. */
export function sinceExactly(at: string, clock: Clock): string {
  return sinceLately(at, clock) ?? words.time.onAt(dateOf(at, clock), timeOfDay(at, clock));
}

function sinceLately(at: string, clock: Clock): string | undefined {
  const ago = daysAgo(at, clock);
  if (clock.now.getTime() - Date.parse(at) < 60_000) return words.time.justNow;
  if (ago <= 0) return words.time.todayAt(timeOfDay(at, clock));
  return ago === 1 ? words.time.yesterdayAt(timeOfDay(at, clock)) : undefined;
}

/** `4 November`, with the year where it is another one. */
function dateOf(at: string, clock: Clock): string {
  const year = sameYear(at, clock) ? {} : ({ year: 'numeric' } as const);
  return format(clock, { day: 'numeric', month: 'long', ...year }).format(new Date(at));
}

/** When something ends: `14:03` today, else `Wednesday 5 November, 14:03`. */
export function untilWhen(at: string, clock: Clock): string {
  const time = timeOfDay(at, clock);
  return daysAgo(at, clock) === 0 ? time : `${dayLabel(at, clock)}, ${time}`;
}

/** The whole moment, for tooltips. */
export function fullWhen(at: string, clock: Clock): string {
  return format(clock, { dateStyle: 'full', timeStyle: 'medium' }).format(new Date(at));
}
