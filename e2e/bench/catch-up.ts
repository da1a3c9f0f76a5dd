import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEventStore } from '@messenger/event-store';
import { inParallel, silentLogger } from '@messenger/kit';
import type { UserCard } from '@messenger/proto';
import { type EngineUser, engineShows, engineUser, type Story, storyIn, tcpProxy } from '@messenger/testkit';
import pg from 'pg';
import { type WholeSystem, wholeSystem } from '../system.ts';

/**
 * Measures how long a client that was away takes to be in step: from the moment the line is there again to a state that
 * equals the log. Targets: 100,000 events over 50 chats in 3 s, 1,000 in 300 ms. Prints the gateway's memory beside it.
 * `node e2e/bench/catch-up.ts`; `EVENTS=1000,25000,100000` unless given.
 */
const chats = 50;
const runs = (process.env.EVENTS ?? '1000,25000,100000').split(',').map(Number);
const targetMs: Record<number, number> = { 1000: 300, 100000: 3_000 };

await using whole = await wholeSystem();
const { hostname, port } = new URL(whole.url);
await using line = await tcpProxy({ host: hostname, port: Number(port) });
await using ann = await engineUser(`http://127.0.0.1:${line.port}`, 'ann');
await using bus = await whole.operator();
const story = storyIn(await openEventStore(bus, { log: silentLogger }));
const me: UserCard = { id: ann.id, username: ann.username, displayName: 'ann', avatar: null };
const said = await chatsOf(story);
for (const { id } of said.slice(0, 5)) await ann.actions.openChat(id);
await inStep(ann);

let missed = false;
for (const events of runs) {
  line.block(true);
  await engineShows(ann, () => ann.state.connection().state !== 'online');
  const written = await timed(() => write(events));
  await readModelHas(whole, said);
  const before = memory(whole);
  const watching = watchMemory(whole);
  line.block(false);
  ann.actions.reconnect();
  const ms = await timed(() => inStep(ann));
  const peak = watching();
  const target = targetMs[events];
  missed ||= target !== undefined && ms > target;
  console.log(
    `${events} events over ${chats} chats: in step after ${Math.round(ms)} ms${target ? ` (target ${target})` : ''}; ` +
      `gateway ${before} → at most ${peak} MiB; written in ${Math.round(written)} ms`,
  );
}
if (missed) process.exitCode = 1;

type Known = { id: string; peer: UserCard; version: number; ordinal: number; lastId: string };

/** Half of them direct chats, half groups. */
async function chatsOf(telling: Story): Promise<Known[]> {
  const made: Known[] = [];
  for (let i = 0; i < chats; i++) {
    const peer = await telling.user(`peer${i}`);
    await telling.befriend(me, peer);
    const id = i % 2 ? await telling.direct(me, peer) : await telling.group(me, [peer], { name: `Group ${i}` });
    made.push({ id, peer, version: 1, ordinal: 0, lastId: '' });
  }
  return made;
}

async function write(events: number): Promise<void> {
  await inParallel(chats, chats, async (n) => {
    const chat = said[n]!;
    for (let i = 0; i < events / chats; i++) {
      const told = await story.say(chat.id, chat.peer, `message ${i} in the absence of the other, of a usual length`);
      Object.assign(chat, { version: told.version, ordinal: told.ordinal, lastId: told.id });
    }
  });
}

/** Every chat is as the log has it, and so is what is loaded of it. */
async function inStep(user: EngineUser): Promise<void> {
  const { state } = user;
  await engineShows(
    user,
    () =>
      state.connection().state === 'online' &&
      said.every(({ id, version, ordinal, lastId }) => {
        const chat = state.chat(id);
        const last = state.timeline(id).items.findLast(({ message }) => message.kind === 'user');
        return (
          chat?.version === version &&
          chat.lastOrdinal === ordinal &&
          chat.unread === ordinal &&
          (chat.lastMessage?.id ?? '') === lastId &&
          (last === undefined || last.id === lastId)
        );
      }),
    120_000,
  );
}

async function readModelHas({ system }: WholeSystem, all: Known[]): Promise<void> {
  const client = new pg.Client({ connectionString: system.stack.databaseUrl });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query('select id, version from read.chats where id = any($1)', [
        all.map(({ id }) => id),
      ]);
      const versions = new Map(rows.map((row) => [row.id, Number(row.version)]));
      if (all.every(({ id, version }) => versions.get(id) === version)) return;
      await sleep(200);
    }
  } finally {
    await client.end();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Resident MiB of the gateway. */
function memory({ system }: WholeSystem): number {
  const status = readFileSync(`/proc/${system.services.get('gateway').pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

function watchMemory(system: WholeSystem): () => number {
  let peak = memory(system);
  const timer = setInterval(() => {
    peak = Math.max(peak, memory(system));
  }, 20);
  return () => {
    clearInterval(timer);
    return peak;
  };
}
