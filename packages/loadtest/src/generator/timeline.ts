import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Latencies in microseconds by the second in which a message was sent, counted from a start. */
export class Timeline {
  readonly seconds: RecordableHistogram[] = [];
  readonly #startAt: number;

  constructor(startAt: number) {
    this.#startAt = startAt;
  }

  /** What was sent before the start is passed by. */
  record(sentAt: number, took: number): void {
    const second = Math.floor((sentAt - this.#startAt) / 1_000_000);
    if (second < 0) return;
    while (this.seconds.length <= second)
      this.seconds.push(createHistogram({ lowest: 1, highest: 60_000_000, figures: 2 }));
    this.seconds[second]!.record(Math.min(took, 60_000_000));
  }
}
