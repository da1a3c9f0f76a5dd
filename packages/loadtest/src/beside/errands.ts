import { createHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../world/world.ts';
import { photo } from './photo.ts';

/** What goes on beside the messages, each so many times a second. */
export type Beside = { uploads: number; searches: number };

/** How often it was done and failed (by status; 0 where no answer came), and how long what was done took, in ms. */
export type Done = { done: number; failed: number; failures: Record<number, number>; p50: number; p99: number };
export type BesideDone = Record<keyof Beside, Done>;

/** For people to read. */
export const saidOfErrands = (done: BesideDone): string =>
  Object.entries(done)
    .map(([what, of]) => `${what}: ${of.done} done, ${of.failed} failed${why(of)}, p50 ${of.p50} p99 ${of.p99} ms`)
    .join('; ');

const why = ({ failed, failures }: Done): string => (failed > 0 ? ` ${JSON.stringify(failures)}` : '');

const answerWithinMs = 60_000;

/** Uploads photos and searches, at a rate whatever the answers do, until it is told to stop. */
export async function runErrands(url: string, { people }: World, beside: Beside): Promise<() => Promise<BesideDone>> {
  const file = await photo();
  const stop = new AbortController();
  const tokenOf = (n: number) => people[n % people.length]!.token;
  const upload = (n: number) => {
    const body = new FormData();
    body.append('file', new Blob([file]), 'photo.jpg');
    return statusOf(`${url}/api/attachments`, { method: 'POST', body }, tokenOf(n));
  };
  const search = (n: number) => statusOf(`${url}/api/messages/search?q=load&limit=20`, {}, tokenOf(n));
  const { signal } = stop;
  const running = { uploads: every(beside.uploads, upload, signal), searches: every(beside.searches, search, signal) };
  return async () => {
    stop.abort();
    return { uploads: await running.uploads, searches: await running.searches };
  };
}

async function statusOf(url: string, request: RequestInit, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(url, { ...request, headers, signal: AbortSignal.timeout(answerWithinMs) });
  await answer.arrayBuffer();
  return answer.status;
}

async function every(perSecond: number, work: (n: number) => Promise<number>, signal: AbortSignal): Promise<Done> {
  const took = createHistogram({ lowest: 1, highest: answerWithinMs, figures: 3 });
  const underWay: Promise<void>[] = [];
  const failures: Record<number, number> = {};
  const startedAt = performance.now();
  for (let n = 0; !signal.aborted; n++) {
    const early = startedAt + (n * 1_000) / perSecond - performance.now();
    if (early > 0) await sleep(early, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const began = performance.now();
    const answered = (status: number) => {
      if (status >= 200 && status < 300) took.record(Math.max(1, Math.round(performance.now() - began)));
      else failures[status] = (failures[status] ?? 0) + 1;
    };
    underWay.push(work(n).then(answered, () => answered(0)));
  }
  await Promise.all(underWay);
  const failed = Object.values(failures).reduce((all, each) => all + each, 0);
  return { done: took.count, failed, failures, p50: took.percentile(50), p99: took.percentile(99) };
}
