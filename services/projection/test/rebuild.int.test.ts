import { type FollowedEvent, follow } from '@messenger/event-store';
import { type Logger, silentLogger, sleep } from '@messenger/kit';
import { chatStream, queries } from '@messenger/proto';
import {
  applyBatch,
  Busy,
  CheckpointMoved,
  openDatabase,
  readCheckpoint,
  rebuildReadModel,
  TakenOver,
  takeEpoch,
  verifyReadModel,
} from '@messenger/read-model';
import { sql } from 'kysely';
import { afterEach, expect, test, vi } from 'vitest';
import { wholeStory } from './whole-story.ts';
import { openWorld, schema, type World } from './world.ts';

let world: World;
afterEach(() => world?.[Symbol.asyncDispose]());

const place = () => ({
  store: world.operator.events,
  databaseUrl: world.stack.databaseUrl,
  schema,
  log: silentLogger,
});
const schemas = async () =>
  (await world.sql<{ name: string }>(`select nspname as name from pg_namespace where nspname like 'read%'`)).map(
    ({ name }) => name,
  );
const file = async () => (await world.sql<{ file: number }>(`select 'messages'::regclass::oid::int as file`))[0]!.file;

test('rebuilt while messages flow: no query fails or is behind, and both instances go on with the new tables', async () => {
  world = await openWorld({ chatShards: 2 });
  const { ann, bob, direct, group } = await wholeStory(world.story);
  await world.startProjection();
  await world.startProjection();
  await world.ask(queries.chat, { by: ann.id, chat: direct });

  let talking = true;
  let said = 20;
  const talk = (async () => {
    for (; talking; said++) {
      await world.story.say(direct, said % 2 ? ann : bob, `more ${said}`);
      await world.story.receipts(direct, bob, { [bob.id]: { delivered: said, read: said, shownRead: said } });
      await sleep(10);
    }
  })();
  let asked = 0;
  const reading = (async () => {
    while (talking) {
      // `ask` names where the log ends now: what it shows must have all of it.
      const before = said;
      const { chat } = await world.ask(queries.chat, { by: ann.id, chat: direct });
      expect(chat.lastOrdinal).toBeGreaterThanOrEqual(before);
      expect(chat.lastMessage).toMatchObject({ ordinal: chat.lastOrdinal });
      await world.ask(queries.messageSearch, { by: ann.id, q: 'more', limit: 10 });
      expect((await world.ask(queries.chat, { by: ann.id, chat: group })).chat.members).toHaveLength(3);
      asked++;
    }
  })();
  // However quick a rebuild is: until enough was asked while they went on.
  for (let round = 0; round < 2 || asked <= 10; round++) {
    const before = await file();
    await rebuildReadModel(place());
    expect(await file()).not.toBe(before);
    expect(await verifyReadModel(place())).toMatchObject({ clean: true, differences: [], flaws: [] });
  }
  talking = false;
  await Promise.all([talk, reading]);
  expect(asked).toBeGreaterThan(10);
  expect((await world.ask(queries.chat, { by: ann.id, chat: direct })).chat).toMatchObject({ lastOrdinal: said });
  expect(await verifyReadModel(place())).toMatchObject({ clean: true });
  expect(await schemas()).toEqual([schema]);
});

/** A read model that a projection made, and went away. */
async function madeAndLeft() {
  world = await openWorld();
  const told = await wholeStory(world.story);
  const app = await world.startProjection();
  await world.ask(queries.chat, { by: told.ann.id, chat: told.direct });
  await app[Symbol.asyncDispose]();
  return told;
}

/** A follower's or reader's own way in. */
const database = () =>
  openDatabase({
    url: world.stack.databaseUrl,
    schema,
    applicationName: 'test',
    maxConnections: 2,
    statementTimeoutMs: 10_000,
    log: silentLogger,
  });

test('who was fenced off stays so, who follows goes on, and who is in the middle of a batch is waited for', async () => {
  const { ann, direct } = await madeAndLeft();
  await using db = database();
  const stream = chatStream(0);
  const fenced = await takeEpoch(db, stream);
  const epoch = await takeEpoch(db, stream);
  const { seq: from } = await readCheckpoint(db, stream, epoch);
  await world.story.say(direct, ann, 'one more');
  const events: FollowedEvent[] = [];
  {
    await using follower = await follow(world.operator.events, {
      stream,
      from: { seq: from, lastEventId: undefined },
      name: 'test',
      log: silentLogger,
      onBatch: (batch) => void events.push(...batch),
    });
    await follower.caughtUp();
  }
  const apply = (by: number, at: number) =>
    applyBatch(db, { stream, epoch: by, from: at }, events, () => undefined, silentLogger);

  const info = vi.fn();
  const log = { ...silentLogger, info, warn: vi.fn() } as unknown as Logger;
  const oldTables = await file();
  const inBatch = Promise.withResolvers<void>();
  const batch = db.transaction().execute(async (tx) => {
    await readCheckpoint(tx, stream, epoch);
    await inBatch.promise;
    // Nobody put others in their place while this one had begun.
    const { rows } = await sql<{ file: number }>`select 'messages'::regclass::oid::int as file`.execute(tx);
    expect(rows[0]!.file).toBe(oldTables);
  });
  const rebuilding = rebuildReadModel({ ...place(), log });
  await vi.waitUntil(() => info.mock.calls.some(([, text]) => /in use, trying again/.test(text)), { timeout: 20_000 });
  inBatch.resolve();
  await batch;
  await rebuilding;

  expect(await file()).not.toBe(oldTables);
  await expect(apply(fenced, from)).rejects.toThrow(TakenOver);
  await expect(apply(epoch, from)).rejects.toThrow(CheckpointMoved);
  const now = await readCheckpoint(db, stream, epoch);
  expect(now.seq).toBe(events.at(-1)!.seq);
  expect(await verifyReadModel(place())).toMatchObject({ clean: true });
});

test('given up or killed, it leaves nothing broken and nothing lying about, and excludes others meanwhile', async () => {
  await madeAndLeft();
  const before = await file();
  for (const name of ['read_rebuild_0badcafe', 'read_old_0badcafe', 'read_verify_0badcafe']) {
    await world.sql(`create schema ${name}`);
    await world.sql(`create table ${name}.messages (id integer)`);
  }
  await world.sql('create schema read_rebuild_of_mine');

  await using db = database();
  const stopping = new AbortController();
  // A reader in the middle of something: the new tables cannot come into place before it is given up.
  const reader = Promise.withResolvers<void>();
  const reading = db.transaction().execute(async (tx) => {
    await sql`select 1 from checkpoint`.execute(tx);
    await reader.promise;
  });
  const busy: Promise<unknown>[] = [];
  const given = rebuildReadModel({
    ...place(),
    signal: stopping.signal,
    onProgress: ({ phase }) => {
      if (phase !== 'making the indexes') return;
      busy.push(verifyReadModel(place()), rebuildReadModel(place()));
      for (const one of busy) one.catch(() => undefined);
      void Promise.allSettled(busy).then(() => stopping.abort(new Error('given up')));
    },
  });
  await expect(given).rejects.toThrow('given up');
  reader.resolve();
  await reading;
  for (const one of busy) await expect(one).rejects.toThrow(Busy);
  expect(busy).toHaveLength(2);
  expect(await file()).toBe(before);
  expect(await schemas()).toEqual([schema, 'read_rebuild_of_mine']);

  const stopped = new AbortController();
  const verifying = verifyReadModel({
    ...place(),
    signal: stopped.signal,
    onProgress: () => stopped.abort(new Error('given up')),
  });
  await expect(verifying).rejects.toThrow('given up');
  expect(await schemas()).toEqual([schema, 'read_rebuild_of_mine']);
  expect(await verifyReadModel(place())).toMatchObject({ clean: true });
});
