import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from '../src/compare.ts';
import type { Result } from '../src/run.ts';

/**
 * Direct chats at growing rates (S4) with one of each service and one shard, then with two gateways, two chat-commands
 * and four shards on the same machine: the throughput must not fall, nor a message cost 15 % more CPU.
 * Run: node packages/loadtest/bench/scale-out.ts [rates, such as 200,400,800]
 */
const rates = process.argv[2] ?? '200,400,800,1200,1600';
const limit = 1.15;
const tool = new URL('../src/main.ts', import.meta.url).pathname;

async function measure(name: string, args: string[], shards: number): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), 'messenger-scale-out-'));
  const json = join(dir, 'figures.json');
  try {
    console.log(name);
    const child = spawn(process.execPath, [tool, '--scenario', 'S4', '--rate', rates, '--json', json, ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, CHAT_SHARDS: String(shards) },
    });
    const [code, signal] = await once(child, 'exit');
    if (code !== 0) throw new Error(`${name}: the load tool ended with ${code ?? signal}`);
    const { results } = JSON.parse(await readFile(json, 'utf8')) as { results: Result[] };
    return results[0]!;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
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
