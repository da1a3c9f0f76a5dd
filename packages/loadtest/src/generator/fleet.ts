import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Room } from '../world/world.ts';
import type { Login } from './device.ts';
import type { Faults } from './ledger.ts';
import type { Answers, Order, Phase } from './protocol.ts';
import { now } from './stamp.ts';

/** All devices, spread over threads. */
export type Fleet = AsyncDisposable & {
  /**
   * Opens a socket for each, all at once, at each of the doors in turn; `resume`: with the cursors of the last time, which must have been the same
   * devices. @returns ms until the last was served live, and how many never were
   */
  connect(
    urls: readonly string[],
    devices: Login[],
    how: { readAlong?: boolean; resume?: boolean },
  ): Promise<Answers['connect']>;
  /** One phase after the other, without a pause. */
  talk(rooms: Room[], phases: readonly Phase[]): Promise<Talk>;
  /** Gives each open socket its user's new token, by the number of the user. */
  renew(tokens: readonly string[]): Promise<Answers['renew']>;
  disconnect(): Promise<void>;
};

/** `delivered` and `expected` count every (message, recipient) of what was acknowledged; the sender is none. */
export type Talk = {
  offered: number;
  refused: number;
  /** By code; '' where no answer came. */
  refusals: Map<string, number>;
  /** Of the slowest refusal, in ms. */
  refusalMs: number;
  acknowledged: Map<string, number>;
  expected: number;
  delivered: number;
  faults: Faults;
  latency: RecordableHistogram;
  /** By the second in which a message was sent. */
  bySecond: RecordableHistogram[];
  closed: number;
};

/** How long the last deliveries are waited for. */
const settleMs = 10_000;
/** Between the order and the first message, so that all threads begin together. */
const headStartMs = 300;

export function startFleet(threads: number): Fleet {
  const workers = Array.from({ length: threads }, () => startThread());
  const tell = <D extends Order['do']>(orderOf: (thread: number) => Order & { do: D }): Promise<Answers[D][]> =>
    Promise.all(workers.map((worker, thread) => worker.tell(orderOf(thread)) as Promise<Answers[D]>));

  return {
    async connect(urls, devices, { readAlong = false, resume = false }) {
      const each = await tell((thread) => ({
        do: 'connect',
        urls,
        devices: devices.filter((_, n) => n % threads === thread),
        readAlong,
        resume,
      }));
      return { readyMs: Math.max(...each.map((of) => of.readyMs)), failed: sum(each.map((of) => of.failed)) };
    },
    async talk(rooms, phases) {
      const startAt = now() + headStartMs * 1_000;
      const talked = await tell(() => ({ do: 'talk', rooms, phases, startAt }));
      const refusals = added(talked.map((of) => of.refusals));
      const acknowledged = added(talked.map((of) => of.acknowledged));
      const expected = sum(rooms.map(({ id, members }) => (acknowledged.get(id) ?? 0) * (members.length - 1)));
      const deadline = performance.now() + settleMs;
      for (;;) {
        const reports = await tell(() => ({ do: 'report' }));
        const delivered = sum(reports.map((of) => sum([...of.delivered.values()])));
        if (delivered < expected && performance.now() < deadline) {
          await sleep(100);
          continue;
        }
        return {
          offered: sum(talked.map((of) => of.offered)),
          refused: sum([...refusals.values()]),
          refusals,
          refusalMs: Math.max(...talked.map((of) => of.refusalMs)),
          acknowledged,
          expected,
          delivered,
          faults: faultsOf(reports.map((of) => of.faults)),
          latency: merged(reports.map((of) => of.latency)),
          bySecond: mergedBySecond(reports.map((of) => of.bySecond)),
          closed: sum(reports.map((of) => of.closed)),
        };
      }
    },
    async renew(tokens) {
      const each = await tell(() => ({ do: 'renew', tokens }));
      return { failed: sum(each.map((of) => of.failed)) };
    },
    async disconnect() {
      await tell(() => ({ do: 'disconnect' }));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.end()));
    },
  };
}

function startThread() {
  const worker = new Worker(new URL('./thread.ts', import.meta.url));
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  let next = 0;
  worker.on('message', ({ id, answer, error }: { id: number; answer?: unknown; error?: string }) => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) waiter?.resolve(answer);
    else waiter?.reject(new Error(error));
  });
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('a thread of the generator ended')));
  return {
    tell: (order: Order) =>
      new Promise<unknown>((resolve, reject) => {
        waiting.set(next, { resolve, reject });
        worker.postMessage({ id: next++, order });
      }),
    end: () => worker.terminate(),
  };
}

const sum = (numbers: number[]): number => numbers.reduce((all, each) => all + each, 0);

function added(maps: Map<string, number>[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const map of maps) for (const [key, count] of map) all.set(key, (all.get(key) ?? 0) + count);
  return all;
}

function faultsOf(each: Faults[]): Faults {
  const of = (kind: keyof Faults) => sum(each.map((faults) => faults[kind]));
  return { doubled: of('doubled'), reordered: of('reordered'), skipped: of('skipped') };
}

function mergedBySecond(each: RecordableHistogram[][]): RecordableHistogram[] {
  const seconds = Math.max(...each.map(({ length }) => length));
  return Array.from({ length: seconds }, (_, second) => merged(each.flatMap((of) => of[second] ?? [])));
}

function merged(each: RecordableHistogram[]): RecordableHistogram {
  const all = createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 });
  for (const histogram of each) if (histogram.count > 0) all.add(histogram);
  return all;
}
