const shortMs = 10;
const longMs = 50;
const manyEvents = 200;

/** How long to wait for more events: the more the last batch had, the longer, since then batches pay. */
export function lingerAfter(lastBatch: number): number {
  return shortMs + (longMs - shortMs) * Math.min(1, lastBatch / manyEvents);
}
