import { compare } from '../src/compare.ts';
import type { Result } from '../src/run.ts';
import { runLoad } from './run-load.ts';

/**
 * Direct chats at growing rates (S4) with one of each service and one shard, then with two gateways, two chat-commands
 * and four shards on the same machine: the throughput must not fall, nor a message cost 15 % more CPU.
 * Run: node packages/loadtest/bench/scale-out.ts [rates, such as 200,400,800]
 */
const rates = process.argv[2] ?? '200,400,800,1200,1600';
const limit = 1.15;
async function measure(name: string, args: string[], shards: number): Promise<Result> {
  console.log(name);
  return runLoad(['--scenario', 'S4', '--rate', rates, ...args], { CHAT_SHARDS: String(shards) });
}

const said = (rate: number | undefined): string => (rate === undefined ? 'none' : `${rate}/s`);

const one = await measure('one of each', [], 1);
const two = await measure(
  'two gateways, two chat-commands, four shards',
  ['--gateways', '2', '--instances', 'chat-command=2'],
  4,
);
const { before, after, costs, met } = compare(one, two, limit);
console.log(`highest rate held: ${said(before)} with one, ${said(after)} with two`);
for (const { rate, ratio } of costs) console.log(`CPU per message at ${rate}/s: ${ratio.toFixed(2)} ×`);
if (!met) process.exitCode = 1;
