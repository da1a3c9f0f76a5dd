import { randomUUID } from 'node:crypto';
import { createLogger } from '@messenger/kit';
import type { queries, RequestOf } from '@messenger/proto';
import { type Db, migrate, openDatabase } from '@messenger/read-model';
import { searchMessages } from '../src/queries/message-search.ts';
import { fillMessages, wordOf } from './fill-messages.ts';

/**
 * Measures searching (R36: 95 of 100 within 200 ms over 1,000,000 messages). Takes `DATABASE_URL` and, if other than a
 * million, `MESSAGES`; makes the schema `read_bench` and drops it again, unless `KEEP` is set.
 */
type Request = RequestOf<typeof queries.messageSearch>;

const url = process.env.DATABASE_URL;
if (!url) throw new Error('DATABASE_URL is not set');
const messages = Number(process.env.MESSAGES ?? 1_000_000);
const rounds = Number(process.env.ROUNDS ?? 40);
const targetMs = 200;
const schema = 'read_bench';
const shape = { generation: 'bench', chatShards: 1 };
const log = createLogger('bench', 'warn');

await migrate({ url, schema, log });
const db = openDatabase({
  url,
  schema,
  applicationName: 'bench',
  maxConnections: 2,
  statementTimeoutMs: 0,
  log,
});
const users = { all: randomUUID(), many: randomUUID(), few: randomUUID() };
const startedAt = performance.now();
const chat = await fillMessages(db, { messages, users });
console.log(`${messages} messages made in ${Math.round((performance.now() - startedAt) / 1_000)} s`);

const common = [1, 2, 5].map(wordOf);
const rarer = [150, 220, 701, 2501].map(wordOf);
const pick = (all: readonly string[]) => (round: number) => all[round % all.length]!;
const asked: Record<string, (round: number) => Omit<Request, 'by' | 'limit'>> = {
  'a common word': (round) => ({ q: pick(common)(round) }),
  'a word now and then': (round) => ({ q: pick(rarer)(round) }),
  'a rare word': (round) => ({ q: pick(['needle17', 'needle42', 'needle99'])(round) }),
  'no such word': (round) => ({ q: `xyzzy${round}` }),
  'a part of a word': (round) => ({ q: pick([...rarer.map((word) => word.slice(1)), 'eedle4'])(round) }),
  'two words': (round) => ({
    q: pick([common.slice(0, 2).join(' '), `${common[0]} needle17`, `${rarer[0]} ${common[2]}`])(round),
  }),
  'a phrase': (round) => ({
    q: pick(['"needle17 kato"', `"${common.slice(0, 2).join(' ')}"`, `"${rarer[0]} ${common[0]}"`])(round),
  }),
  'two letters': (round) => ({ q: pick(['ka', 'ne', 'qx'])(round) }),
  'one Chinese character': (round) => ({ q: pick(['一', '丁', '乂', '亇', '仴'])(round) }),
  'two Chinese characters': (round) => ({ q: pick(['一丁', '丁一', '三乂', '乂亇', '罕見'])(round) }),
  'a Chinese phrase': (round) => ({ q: pick(['罕見句子', '一丁一', '三乂亇下'])(round) }),
  'in one chat': (round) => ({ q: pick([common[0]!, 'needle17', '一丁', rarer[0]!])(round), chatId: chat }),
  'of one sender': (round) => ({ q: pick([common[0]!, 'needle17', '一丁', rarer[0]!])(round), from: users.few }),
  'of one month': (round) => ({
    q: pick([common[0]!, 'needle17', '一丁'])(round),
    since: '2025-03-01T00:00:00.000Z',
    until: '2025-04-01T00:00:00.000Z',
  }),
  'the most relevant of a common word': (round) => ({ q: pick(common)(round), sort: 'relevance' }),
  'the most relevant of a rarer word': (round) => ({ q: pick([...rarer, '乂亇'])(round), sort: 'relevance' }),
};

const quantile = (sorted: number[], q: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]!;
let missed = 0;
for (const [name, by] of Object.entries(users)) {
  console.log(`\nas a member of ${name === 'all' ? 'all' : name} chats`.padEnd(45), 'p50 ms', 'p95 ms', 'results');
  const everything: number[] = [];
  for (const [kind, of] of Object.entries(asked)) {
    const times: number[] = [];
    let results = 0;
    for (let round = -5; round < rounds; round++) {
      const before = performance.now();
      const { answer } = await searchMessages(db, shape, { by, limit: 50, ...of(Math.abs(round)) });
      if (round >= 0) times.push(performance.now() - before);
      results = Math.max(results, JSON.stringify(answer()).split('highlights').length - 1);
    }
    times.sort((a, b) => a - b);
    everything.push(...times);
    const p95 = quantile(times, 0.95);
    if (p95 > targetMs) missed++;
    const figures = [quantile(times, 0.5), p95].map((ms) => ms.toFixed(1).padStart(6));
    console.log(kind.padEnd(44), ...figures, String(results).padStart(7), p95 > targetMs ? '  MISSED' : '');
  }
  everything.sort((a, b) => a - b);
  console.log('all together'.padEnd(44), ...[0.5, 0.95].map((q) => quantile(everything, q).toFixed(1).padStart(6)));
}
console.log(missed === 0 ? `\nevery kind within ${targetMs} ms` : `\n${missed} kinds missed ${targetMs} ms`);
if (!process.env.KEEP) await drop(db);
await db.destroy();
process.exitCode = missed === 0 ? 0 : 1;

async function drop(db: Db): Promise<void> {
  await db.schema.dropSchema(schema).cascade().execute();
}
