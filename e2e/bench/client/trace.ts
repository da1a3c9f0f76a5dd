import type { Browser, Page } from 'playwright-core';

/** What of a trace event is read; times in µs. `tdur`: of the processor, which other processes may have had meanwhile. */
type TraceEvent = {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args: { name?: string; data?: { type?: string } };
};

/** What Chromium's tracing saw of a page's main thread. */
export type Traced = {
  /** The longest task, and how many are of more than 50 ms: by the processor's time, and by the clock, in ms. */
  longest: { work: number; over: number; clock: number; overByClock: number };
  /** For each key: from the moment it came to the end of the next painting, in ms, and how much work there was in it. */
  keys: { toPaint: number; work: number }[];
  /** For each link that was followed: the work until what it leads to was painted, in ms. */
  followed: number[];
};

/** Traces the page while something is done. */
export async function traced(browser: Browser, page: Page, work: () => Promise<void>): Promise<Traced> {
  await browser.startTracing(page, {
    categories: ['devtools.timeline', 'toplevel', 'blink.user_timing', '__metadata'],
  });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return read(traceEvents);
}

function read(all: readonly TraceEvent[]): Traced {
  const main = mainThread(all);
  const own = all.filter(({ pid, tid, ph }) => ph === 'X' && pid === main?.pid && tid === main?.tid);
  // One within another is one task: of the two names, `toplevel`'s is left out where there are both.
  const named = (wanted: string) => own.filter(({ name }) => name === wanted);
  const tasks = named('RunTask').length > 0 ? named('RunTask') : named('ThreadControllerImpl::RunTask');
  const paints = own.filter(({ name }) => name === 'Commit' || name === 'Paint').sort((a, b) => a.ts - b.ts);
  const marks = (wanted: string) =>
    all.filter(({ name, pid }) => name === wanted && pid === main?.pid).map(({ ts }) => ts);
  const pressed = own.filter(({ name, args }) => name === 'EventDispatch' && args.data?.type === 'keydown');
  return {
    longest: {
      work: Math.max(0, ...tasks.map(workOf)),
      over: tasks.filter((task) => workOf(task) > 50).length,
      clock: Math.max(0, ...tasks.map(({ dur = 0 }) => dur / 1000)),
      overByClock: tasks.filter(({ dur = 0 }) => dur > 50_000).length,
    },
    keys: pressed.flatMap(({ ts }) => {
      const painted = paints.find((paint) => paint.ts > ts);
      if (!painted) return [];
      const end = painted.ts + (painted.dur ?? 0);
      return [{ toPaint: (end - ts) / 1000, work: workWithin(tasks, ts, end) }];
    }),
    followed: marks('follow').map((ts, i) => workWithin(tasks, ts, marks('followed')[i] ?? ts)),
  };
}

function workWithin(tasks: readonly TraceEvent[], from: number, to: number): number {
  const work = tasks.map((task) => {
    const { ts, dur = 0 } = task;
    const overlap = Math.min(to, ts + dur) - Math.max(from, ts);
    return overlap > 0 && dur > 0 ? workOf(task) * (overlap / dur) : 0;
  });
  return work.reduce((sum, ms) => sum + ms, 0);
}

const workOf = ({ dur = 0, tdur = dur }: TraceEvent): number => tdur / 1000;

/** The thread that dispatched keys, else the busiest renderer: a trace names several. */
function mainThread(all: readonly TraceEvent[]): TraceEvent | undefined {
  const names = all.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const count = (thread: TraceEvent) => all.filter(({ pid, tid }) => pid === thread.pid && tid === thread.tid).length;
  return names.map((thread) => ({ thread, events: count(thread) })).sort((a, b) => b.events - a.events)[0]?.thread;
}
