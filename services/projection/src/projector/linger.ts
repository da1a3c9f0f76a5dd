const shortMs = 10;
const longMs = 50;
/** A batch as full as this is waited for as long as can be. */
const manyEvents = 200;
/** Batches that follow each other within this are a flow, and not somebody alone who waits for what they wrote. */
const flowMs = 250;

/**
 * How long to wait for more events while nobody waits for them, in ms, by the number in the last batch: long in a flow,
 * where a batch costs nearly as much as each event (50 ms in place of 10 halve what the projection and Postgres take at
 * 50 messages/s); short else, for those who read from another instance.
 */
export function createLinger(now: () => number = () => performance.now()): (lastBatch: number) => number {
  let before = Number.NEGATIVE_INFINITY;
  return (lastBatch) => {
    const at = now();
    const flows = lastBatch > 0 && at - before < flowMs;
    before = at;
    return flows ? longMs : shortMs + (longMs - shortMs) * Math.min(1, lastBatch / manyEvents);
  };
}
