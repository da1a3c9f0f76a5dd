import { totalmem } from 'node:os';
import { Counter, collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client';

/** The process's Prometheus registry. */
export const metrics = register;

/** Seconds, from a millisecond to what nobody waits for. */
export const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Event-loop lag, memory, handles, garbage collection: once per process, from the compose root. */
export function collectProcessMetrics(): void {
  collectDefaultMetrics({ register });
  const limit = gauge(
    'process_memory_limit_bytes',
    'What the process may take before it is killed: its container, or all',
  );
  limit.set(Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem()));
}

/** A counter of this name, made at first use: apps started twice in one test process share it. */
export function counter<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
  return (register.getSingleMetric(name) as Counter<L> | undefined) ?? new Counter({ name, help, labelNames });
}

/** A gauge of this name, made at first use. */
export function gauge<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> {
  return (register.getSingleMetric(name) as Gauge<L> | undefined) ?? new Gauge({ name, help, labelNames });
}

/** A histogram of this name, made at first use; in seconds unless other buckets are given. */
export function histogram<L extends string>(
  name: string,
  help: string,
  labelNames: readonly L[] = [],
  buckets: number[] = latencyBuckets,
): Histogram<L> {
  return (
    (register.getSingleMetric(name) as Histogram<L> | undefined) ?? new Histogram({ name, help, labelNames, buckets })
  );
}
