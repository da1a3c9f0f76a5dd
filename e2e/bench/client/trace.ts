import type { Browser, Page } from 'playwright-core';

/** What of a trace event is read; times in µs. */
type TraceEvent = {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  args: { name?: string; data?: { type?: string } };
};

/** What Chromium's tracing saw of a page's main thread. */
export type Traced = {
  /** Tasks of more than 50 ms, in ms. */
  longTasks: number[];
  /** For each key: from the moment it came to the end of the next painting, in ms, and how much of that was work. */
  keys: { toPaint: number; work: number }[];
};

/** Traces the page while something is done. */
export async function traced(browser: Browser, page: Page, work: () => Promise<void>): Promise<Traced> {
  await browser.startTracing(page, { categories: ['devtools.timeline', 'toplevel', '__metadata'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return read(traceEvents);
}

function read(all: readonly TraceEvent[]): Traced {
  const main = mainThread(all);
  const own = all.filter(({ pid, tid, ph }) => ph === 'X' && pid === main?.pid && tid === main?.tid);
  const tasks = own.filter(({ name }) => name === 'RunTask' || name === 'ThreadControllerImpl::RunTask');
  const paints = own.filter(({ name }) => name === 'Commit' || name === 'Paint').sort((a, b) => a.ts - b.ts);
  const pressed = own.filter(({ name, args }) => name === 'EventDispatch' && args.data?.type === 'keydown');
  return {
    longTasks: tasks.map(({ dur = 0 }) => dur / 1000).filter((ms) => ms > 50),
    keys: pressed.flatMap(({ ts }) => {
      const painted = paints.find((paint) => paint.ts > ts);
      if (!painted) return [];
      const end = painted.ts + (painted.dur ?? 0);
      const busy = tasks
        .map((task) => Math.min(end, task.ts + (task.dur ?? 0)) - Math.max(ts, task.ts))
        .filter((overlap) => overlap > 0);
      return [{ toPaint: (end - ts) / 1000, work: busy.reduce((sum, us) => sum + us, 0) / 1000 }];
    }),
  };
}

/** The thread that dispatched keys, else the busiest renderer: a trace names several. */
function mainThread(all: readonly TraceEvent[]): TraceEvent | undefined {
  const names = all.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const count = (thread: TraceEvent) => all.filter(({ pid, tid }) => pid === thread.pid && tid === thread.tid).length;
  return names.map((thread) => ({ thread, events: count(thread) })).sort((a, b) => b.events - a.events)[0]?.thread;
}
