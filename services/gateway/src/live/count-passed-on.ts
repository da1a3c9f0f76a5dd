import type { FollowedEvent } from '@messenger/event-store';
import { eventsTotal, pushDelaySeconds } from '../metrics.ts';

/** Counts what was passed on, and how long after it was decided. */
export function countPassedOn(batch: readonly FollowedEvent[]): void {
  const { stream } = batch[0]!;
  eventsTotal.inc({ stream }, batch.length);
  const delay = pushDelaySeconds.labels(stream);
  const now = Date.now();
  for (const { event } of batch) {
    if (event) delay.observe(Math.max(0, now - Date.parse(event.at)) / 1_000);
  }
}
