import { follow, streamEnds } from '@messenger/event-store';
import { newId, silentLogger } from '@messenger/kit';
import { chatStream, directoryStream, queries, receiptStream, subjects, type UserCard } from '@messenger/proto';
import {
  applyBatch,
  CheckpointMoved,
  clearReadModel,
  migrate,
  openDatabase,
  projected,
  readCheckpoint,
  TakenOver,
  takeEpoch,
} from '@messenger/read-model';
import { afterEach, expect, test, vi } from 'vitest';
import { wholeStory } from './whole-story.ts';
import { openWorld, schema, type World } from './world.ts';

let world: World;
afterEach(() => world?.[Symbol.asyncDispose]());

/** Everything in the read model that is a function of the log. */
async function contents({ sql }: World): Promise<Record<string, object[]>> {
  const found: Record<string, object[]> = {};
  for (const table of projected) {
    found[table] = await sql(`select * from ${table} order by ${table}::text`);
  }
  return found;
}

async function smallTalk({ story }: World, messages = 30): Promise<{ ann: UserCard; bob: UserCard; chat: string }> {
  const [ann, bob] = [await story.user('Ann'), await story.user('Bob')];
  await story.befriend(ann, bob);
  const chat = await story.direct(ann, bob);
  for (let i = 0; i < messages; i++) await story.say(chat, i % 3 ? ann : bob, `m${i}`);
  return { ann, bob, chat };
}

const database = (databaseUrl: string) =>
  openDatabase({
    url: databaseUrl,
    schema,
    applicationName: 'test',
    maxConnections: 2,
    statementTimeoutMs: 5_000,
    log: silentLogger,
  });

test('poison of every kind is set aside where it lies, and everything around it is taken in', async () => {
  world = await openWorld();
  const { story, ask, sql } = world;
  const { ann, bob, chat } = await smallTalk(world, 3);
  const subject = subjects.chatEvents(chat);
  const event = (data: object, more: object = {}) =>
    JSON.stringify({
      id: newId(),
      type: 'MessageSent',
      v: 1,
      chatId: chat,
      version: 90,
      prev: null,
      by: ann.id,
      at: '2026-01-02T00:00:00.000Z',
      data: { ordinal: 90, text: 'x', attachments: [], replyTo: null, ...data },
      ...more,
    });
  const poison: Record<string, string | Uint8Array> = {
    'not JSON': 'not JSON at all \u0000',
    'not UTF-8': new Uint8Array([0xff, 0xfe, 0x00]),
    'an unknown type': event({}, { type: 'Weather\u0000Changed', id: 'x\u0000' }),
    'a string that Postgres refuses': event({ text: 'a\u0000b' }),
    'a lone surrogate in JSON': event({ attachments: [{ ...attachment, mime: '\ud800' }] }),
    'a day that does not exist': event({}, { at: '2026-02-30T00:00:00.000Z' }),
    'a number that is too large': event({ ordinal: 3_000_000_000 }),
    'an ordinal that is taken': event({ ordinal: 2 }),
  };
  const seqs: number[] = [];
  for (const payload of Object.values(poison)) {
    seqs.push(await story.raw(subject, payload));
    await story.say(chat, bob, 'between');
  }
  const lost = await story.raw(subjects.userEvents(newId()), '{}');
  const carl = await story.user('Carl');

  await world.startProjection();
  const { messages } = await ask(queries.messages, { by: ann.id, chat, limit: 100 });
  expect(messages.map((message) => message.ordinal)).toEqual(Array.from({ length: 11 }, (_, i) => i + 1));
  expect((await ask(queries.me, { by: carl.id })).user).toMatchObject(carl);
  const rows = await sql<{ seq: string; subject: string; reason: string; excerpt: string }>(
    `select * from poison where stream = '${chatStream(0)}' order by seq`,
  );
  expect(rows.map((row) => Number(row.seq))).toEqual(seqs);
  expect(rows.every((row) => row.subject === subject && row.reason.length > 5)).toBe(true);
  expect(rows[0]).toMatchObject({ reason: 'not JSON', excerpt: 'not JSON at all \ufffd' });
  expect(rows[2]!.reason).toContain('unknown type Weather');
  expect(rows[5]!.reason).toContain('/at');
  expect(await sql(`select seq::int from poison where stream = '${directoryStream}'`)).toEqual([{ seq: lost }]);

  // And what comes after is live as before.
  await story.raw(subject, 'again not JSON');
  await story.say(chat, ann, 'after all');
  expect((await ask(queries.chat, { by: bob.id, chat })).chat.lastMessage).toMatchObject({ text: 'after all' });
});

const attachment = { id: newId(), mime: 'image/png', bytes: 1, width: 1, height: 1, animated: false, placeholder: '' };

test('an epoch that is over writes nothing, and neither does a batch from another place', async () => {
  world = await openWorld();
  const { chat, ann } = await smallTalk(world, 5);
  const app = await world.startProjection();
  await world.ask(queries.chat, { by: ann.id, chat });
  await app[Symbol.asyncDispose]();

  const db = database(world.stack.databaseUrl);
  const stream = chatStream(0);
  const batch = await batchOf(world, stream);
  const mine = await takeEpoch(db, stream);
  const { seq } = await readCheckpoint(db, stream, mine);
  const before = await contents(world);
  const committed = vi.fn();
  const write = (epoch: number, from: number) =>
    applyBatch(db, { stream, epoch, from }, batch, committed, silentLogger);

  const theirs = await takeEpoch(db, stream);
  await expect(write(mine, seq)).rejects.toThrow(TakenOver);
  await expect(write(theirs, seq - 1)).rejects.toThrow(CheckpointMoved);
  await expect(write(theirs, 0)).rejects.toThrow(CheckpointMoved);
  expect(await contents(world)).toEqual(before);
  expect(committed).not.toHaveBeenCalled();
  await db.destroy();
});

test('who finds the log shorter empties the read model, but not again what others fill, nor what another follows', async () => {
  world = await openWorld();
  const { sql } = world;
  const { chat, ann } = await smallTalk(world, 5);
  const app = await world.startProjection();
  await world.ask(queries.chat, { by: ann.id, chat });
  await app[Symbol.asyncDispose]();

  const db = database(world.stack.databaseUrl);
  const { events } = world.operator;
  const ends = await streamEnds(events);
  const stream = chatStream(0);
  const mine = await takeEpoch(db, stream);
  const clear = () => clearReadModel(db, events.shape, ends, { stream, epoch: mine });
  await clear();
  expect(await sql('select count(*)::int as n from users')).toEqual([{ n: 0 }]);
  expect(await sql('select count(*)::int as n from checkpoint where seq > 0')).toEqual([{ n: 0 }]);

  const again = await world.startProjection();
  await world.ask(queries.chat, { by: ann.id, chat });
  await again[Symbol.asyncDispose]();
  const filled = await contents(world);
  await expect(clear()).rejects.toThrow(TakenOver);
  const late = await takeEpoch(db, stream);
  await sql(`update checkpoint set seq = 0 where stream = $1`, [stream]);
  await clearReadModel(db, events.shape, ends, { stream, epoch: late });
  expect(await contents(world)).toEqual(filled);
  await db.destroy();
});

/** Every event of a stream, as a follower would be given them. */
async function batchOf({ operator }: World, stream: string) {
  const events: Parameters<typeof applyBatch>[2] = [];
  await using follower = await follow(operator.events, {
    stream,
    from: 'start',
    name: 'test',
    log: silentLogger,
    onBatch: (batch) => void events.push(...batch),
  });
  await follower.caughtUp();
  return events;
}

test('the order and size of batches make no difference', async () => {
  world = await openWorld();
  await smallTalk(world, 60);
  const { ann, group } = await wholeStory(world.story);
  const app = await world.startProjection();
  await world.ask(queries.chat, { by: ann.id, chat: group });
  await app[Symbol.asyncDispose]();
  const expected = await contents(world);
  expect(expected.poison).toEqual([]);

  const one = new URL(world.stack.databaseUrl);
  await migrate({ url: one.href, schema: 'read_again', log: silentLogger });
  const db = openDatabase({
    url: one.href,
    schema: 'read_again',
    applicationName: 'test',
    maxConnections: 2,
    statementTimeoutMs: 5_000,
    log: silentLogger,
  });
  for (const stream of [receiptStream(0), chatStream(0), directoryStream]) {
    await world.sql(`insert into read_again.checkpoint values ($1, 0, null, 0, 'x', 0)`, [stream]);
    const epoch = await takeEpoch(db, stream);
    let from = 0;
    for (const event of await batchOf(world, stream)) {
      await applyBatch(db, { stream, epoch, from }, [event], (seq) => (from = seq), silentLogger);
    }
  }
  await db.destroy();
  expect(Object.values(expected).filter((rows) => rows.length === 0)).toHaveLength(1);
  for (const [table, rows] of Object.entries(expected)) {
    expect(await world.sql(`select * from read_again.${table} order by ${table}::text`), table).toEqual(rows);
  }
});

test('stopped and started amid the talk, by two instances in turn: each event once', async () => {
  world = await openWorld();
  const { story, ask, sql } = world;
  const { ann, bob, chat } = await smallTalk(world, 0);
  let talking = true;
  const talk = (async () => {
    let said = 0;
    for (; talking; said++) await story.say(chat, said % 2 ? ann : bob, `m${said}`);
    return said;
  })();
  for (let i = 0; i < 3; i++) {
    const [first, second] = [await world.startProjection(), await world.startProjection()];
    await ask(queries.chat, { by: ann.id, chat });
    await first[Symbol.asyncDispose]();
    await ask(queries.chat, { by: ann.id, chat });
    await second[Symbol.asyncDispose]();
  }
  talking = false;
  const said = await talk;
  await world.startProjection();
  const seen = (await ask(queries.chat, { by: ann.id, chat })).chat;
  expect(seen).toMatchObject({ lastOrdinal: said, version: said + 1, unread: Math.ceil(said / 2) });
  expect(await sql('select count(*)::int as n, max(version) as v from chat_event')).toEqual([
    { n: said + 1, v: said + 1 },
  ]);
  expect(await sql('select count(*)::int as n, max(sender_ordinal) as own from messages')).toEqual([
    { n: said, own: Math.ceil(said / 2) },
  ]);
  expect(await sql('select * from poison')).toEqual([]);
});

test('Postgres killed and started during projection: nothing is missing, nothing twice', async () => {
  world = await openWorld({ ownPostgres: true });
  const { story, ask, refusal, stack, sql } = world;
  const app = await world.startProjection();
  const { ann, bob, chat } = await smallTalk(world, 20);
  await ask(queries.chat, { by: ann.id, chat });
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 50; i++) await story.say(chat, bob, `before ${i}`);
    await (round === 0 ? stack.stopPostgres() : stack.postgres.kill());
    for (let i = 0; i < 50; i++) await story.say(chat, ann, `during ${i}`);
    expect(await refusal(queries.chat, { by: ann.id, chat })).toBe('unavailable');
    expect(await app.ready()).toBe(false);
    await stack.startPostgres();
    await vi.waitUntil(() => app.ready(), { timeout: 20_000, interval: 50 });
    await vi.waitUntil(async () => (await refusal(queries.chat, { by: ann.id, chat })) === undefined, {
      timeout: 20_000,
      interval: 50,
    });
  }
  expect((await ask(queries.chat, { by: ann.id, chat })).chat).toMatchObject({ version: 221, lastOrdinal: 220 });
  expect(await sql('select count(*)::int as n from chat_event')).toEqual([{ n: 221 }]);
  expect(await sql('select * from poison')).toEqual([]);
});

test('a read model of another log, or of a future that the log lost, is made again by itself', async () => {
  world = await openWorld();
  const { sql } = world;
  const { ann, chat } = await smallTalk(world, 20);
  const app = await world.startProjection();
  expect((await world.ask(queries.chat, { by: ann.id, chat })).chat).toMatchObject({ lastOrdinal: 20 });
  await app[Symbol.asyncDispose]();
  const expected = await contents(world);
  const isMadeAgain = async () => {
    await using _ = await world.startProjection();
    await vi.waitFor(async () => expect(await contents(world)).toEqual(expected), { timeout: 20_000, interval: 50 });
  };

  await sql(`update checkpoint set generation = 'ffffffff'`);
  await sql(`update messages set text = 'of another log'`);
  await isMadeAgain();

  await sql(`update checkpoint set seq = seq + 100 where stream = '${chatStream(0)}'`);
  await sql(`update messages set text = 'beyond the end of the log'`);
  await isMadeAgain();

  await sql(`update checkpoint set last_id = $1 where stream = '${directoryStream}'`, [newId()]);
  await sql(`update users set display_name = 'of another event than the log holds there'`);
  await isMadeAgain();
});

test('while it is filled for the first time, nothing incomplete is shown', async () => {
  world = await openWorld();
  const { chat, ann } = await smallTalk(world, 400);
  await world.sql(`insert into checkpoint select $1, 0, null, 0, $2, 999999`, [
    directoryStream,
    world.operator.events.shape.generation,
  ]);
  const app = await world.startProjection();
  expect(await world.refusal(queries.chat, { by: ann.id, chat })).toBe('unavailable');
  expect(await app.ready()).toBe(false);
  await world.sql('update checkpoint set serve_from = 0');
  await vi.waitUntil(() => app.ready(), 20_000);
  expect((await world.ask(queries.chat, { by: ann.id, chat })).chat.lastOrdinal).toBe(400);
});

test('migrated by several at once, and again', async () => {
  world = await openWorld();
  const url = world.stack.databaseUrl;
  await Promise.all(Array.from({ length: 4 }, () => migrate({ url, schema: 'read_other', log: silentLogger })));
  await migrate({ url, schema: 'read_other', log: silentLogger });
  expect(await world.sql('select count(*)::int as n from read_other.kysely_migration')).toEqual([{ n: 5 }]);
  await expect(migrate({ url, schema: 'x; drop', log: silentLogger })).rejects.toThrow('not a schema name');
});
