import type { EventStore } from '@messenger/event-store';
import type { Cursor } from '@messenger/proto';
import type { Filler } from './filler.ts';

/** What a run is at. `share` of the log is taken in, 0 to 1, and so many events a second since it began. */
export type Progress = { phase: string; events: number; share?: number; perSecond?: number };

export type OnProgress = (progress: Progress) => void;

const everyMs = 1_000;
const sum = ({ streams }: Cursor) => Object.values(streams).reduce((all, seq) => all + seq, 0);

/** Tells once a second how far the filling is, until it is stopped. */
export function reportProgress(
  phase: string,
  filler: Filler,
  store: EventStore,
  onProgress: OnProgress | undefined,
): () => void {
  if (!onProgress) return () => undefined;
  const startedAt = performance.now();
  const report = async () => {
    const reached = filler.reached();
    const bounds = await Promise.all(Object.keys(reached.streams).map((stream) => store.bounds(stream)));
    const end = bounds.reduce((all, { last }) => all + last, 0);
    const events = filler.events();
    const perSecond = Math.round(events / ((performance.now() - startedAt) / 1_000));
    onProgress({ phase, events, share: end === 0 ? 1 : sum(reached) / end, perSecond });
  };
  const timer = setInterval(() => void report().catch(() => undefined), everyMs);
  return () => clearInterval(timer);
}

/** How many sequences `to` is ahead of `from`. */
export const behindBy = (from: Cursor, to: Cursor): number =>
  Object.entries(to.streams).reduce((all, [stream, seq]) => all + Math.max(0, seq - (from.streams[stream] ?? 0)), 0);
