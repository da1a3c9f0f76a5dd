/**
 * How people fare while every instance of every service is stopped and started again, under 200 messages a second.
 * `node e2e/bench/rolling-restart.ts [messages per second]`; fails when a send failed, or anything was lost, doubled or
 * out of order.
 */
import { numberFrom } from '@messenger/kit/command-line';
import type { Said } from '../rolling/chatter.ts';
import { rollingRestart } from '../rolling/run.ts';

const perSecond = numberFrom(1)(process.argv[2] ?? '200');
const found = await rollingRestart({ pairs: 10, perSecond, quietMs: 10_000, pauseMs: 2_000 });

const percentile = (sorted: number[], p: number) => Math.round(sorted[Math.ceil(sorted.length * p) - 1] ?? 0);
function line(name: string, said: Said[], until: 'sentAt' | 'heardAt'): string {
  const ms = said.flatMap((one) => (one[until] === undefined ? [] : [one[until] - one.at])).sort((a, b) => a - b);
  const [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1].map((p) => String(percentile(ms, p)).padStart(6));
  return `${name.padEnd(26)} ${String(ms.length).padStart(6)}  p50 ${p50}  p95 ${p95}  p99 ${p99}  max ${max} ms`;
}

const { said, failed, lost, doubled, reordered, restarts, quiet, during } = found;
console.log(`messages ${said}: failed ${failed}, lost ${lost}, doubled ${doubled}, reordered ${reordered}`);
for (const until of ['heardAt', 'sentAt'] as const) {
  console.log(until === 'heardAt' ? '\nwritten → shown to the other' : '\nwritten → shown as sent');
  console.log(line('before', quiet, until));
  console.log(line('during', during, until));
  for (const { service, instance, from, ready } of restarts) {
    const meanwhile = during.filter(({ at }) => at >= from && at < ready + 2_000);
    console.log(line(`  ${service} ${instance + 1}`, meanwhile, until));
  }
}
console.log('\ninstance: stopped after, ready after (ms)');
for (const { service, instance, from, stopped, ready } of restarts) {
  console.log(`  ${service} ${instance + 1}: ${Math.round(stopped - from)}, ${Math.round(ready - stopped)}`);
}
process.exitCode = failed + lost + doubled + reordered === 0 ? 0 : 1;
