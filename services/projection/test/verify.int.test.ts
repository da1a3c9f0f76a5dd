import { chainHash } from '@messenger/event-store';
import { newId, silentLogger } from '@messenger/kit';
import { chatStream, decodeCursor, queries, subjects } from '@messenger/proto';
import { type Difference, projected, type Verification, verifyReadModel } from '@messenger/read-model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wholeStory } from './whole-story.ts';
import { openWorld, schema, type World } from './world.ts';

let world: World;
let told: Awaited<ReturnType<typeof wholeStory>>;
beforeAll(async () => {
  world = await openWorld();
  told = await wholeStory(world.story);
  await world.story.raw(subjects.chatEvents(told.group), 'not JSON');
  await world.story.say(told.group, told.ann, 'after it');
  await world.startProjection();
  await world.ask(queries.chat, { by: told.ann.id, chat: told.group });
});
afterAll(() => world[Symbol.asyncDispose]());

const verify = (): Promise<Verification> =>
  verifyReadModel({
    store: world.operator.events,
    databaseUrl: world.stack.databaseUrl,
    schema,
    log: silentLogger,
  });

const schemas = async () =>
  (await world.sql<{ nspname: string }>(`select nspname from pg_namespace where nspname like 'read%'`)).map(
    ({ nspname }) => nspname,
  );

test('what the log says is found in every table, and what is poison to both is told', async () => {
  const found = await verify();
  expect(found).toMatchObject({ clean: true, differences: [], flaws: [], more: false, unchecked: 0 });
  expect(found.poison).toMatchObject([{ stream: chatStream(0), reason: 'not JSON' }]);
  expect(found.position.streams).toEqual(decodeCursor(await world.end())!.streams);
  expect(found.rows).toBeGreaterThan(100);
  expect(await schemas()).toEqual([schema]);
});

/** A row of each table that the log alone determines, and a column of it to change. */
const rows: Record<string, { where: string; set: string }> = {
  poison: { where: 'true', set: `excerpt = excerpt || '.'` },
  users: { where: `display_name = 'Bob'`, set: `display_name = 'Bobb'` },
  contacts: { where: `direction = 'incoming'`, set: 'version = version + 1' },
  chats: { where: `kind = 'direct'`, set: 'last_ordinal = last_ordinal + 1' },
  members: { where: `role = 'owner'`, set: `joined_at = joined_at + interval '1 millisecond'` },
  receipts: { where: 'delivered_up_to = 4 and read_up_to = 4', set: 'delivered_up_to = 5' },
  chat_settings: { where: 'true', set: `settings = settings || '{"notify": "all"}'` },
  messages: { where: `text = 'm7'`, set: `text = 'm8'` },
  attachments: { where: 'true', set: 'deleted = not deleted' },
  edits: { where: `text = 'hello there'`, set: `text = 'hello There'` },
  reactions: {
    where: `emoji = '🎉' and user_id = (select user_id from reactions order by 1 limit 1)`,
    set: 'seq = seq + 1',
  },
  chat_event: { where: 'version = 3', set: `push = push || ' '` },
};

const tables = Object.keys(rows).sort();
const identity = ({ key }: Difference) =>
  Object.entries(key)
    .map(([name, value]) => `${name}::text = '${value}'`)
    .join(' and ');

test('in every table, a changed byte, a missing row and an extra row are found', async () => {
  expect(tables).toEqual([...projected].sort());
  for (const [table, { where, set }] of Object.entries(rows)) {
    const one = `ctid = (select ctid from ${table} where ${where} order by ${table}::text limit 1)`;
    await world.sql(`create table kept_${table} as select * from ${table} where ${one}`);
    await world.sql(`update ${table} set ${set} where ${one}`);
  }
  const changed = (await verify()).differences;
  expect(changed.map(({ table, kind }) => `${table} ${kind}`)).toEqual(tables.map((table) => `${table} changed`));
  for (const { table, columns } of changed) {
    const name = rows[table]!.set.split(' ')[0];
    expect(columns.find((column) => column.name === name)).toBeDefined();
    expect(columns.every(({ found, expected }) => found !== expected)).toBe(true);
  }

  for (const difference of changed) await world.sql(`delete from ${difference.table} where ${identity(difference)}`);
  const missing = (await verify()).differences;
  expect(missing).toMatchObject(changed.map(({ table, key }) => ({ table, key, kind: 'missing' })));

  for (const { table, key } of missing) {
    const columns = await columnsOf(table);
    const putBack = `insert into ${table} (${columns}) select ${columns} from kept_${table}`;
    await world.sql(putBack);
    const id = Object.entries(key).find(([, value]) => /^[0-9a-f-]{36}$/.test(value!))?.[0] ?? 'seq';
    const other = id === 'seq' ? 'seq + 1' : `'00000000-0000-7000-8000-00000000abcd'`;
    await world.sql(`update kept_${table} set ${id} = ${other}`);
    if (table === 'messages') await world.sql('update kept_messages set ordinal = ordinal + 1000');
    await world.sql(putBack);
  }
  const extra = (await verify()).differences;
  expect(extra.map(({ table, kind }) => `${table} ${kind}`)).toEqual(tables.map((table) => `${table} extra`));

  for (const difference of extra) await world.sql(`delete from ${difference.table} where ${identity(difference)}`);
  expect(await verify()).toMatchObject({ clean: true });
});

test('receipts below where a member joined are checked too, but for what counts as read by it', async () => {
  const { story, ask, sql } = world;
  const { ann, bob } = told;
  const chat = await story.group(ann, [bob]);
  for (const text of ['one', 'two', 'three']) await story.say(chat, ann, text);
  await story.receipts(chat, bob, { [bob.id]: { delivered: 2, read: 2, shownRead: 2 } });
  await story.remove(chat, ann, bob);
  await story.receipts(chat, ann, { [ann.id]: { delivered: 3, read: 3, shownRead: 3 } });
  await story.add(chat, ann, bob);
  await story.receipts(chat, ann, {
    [ann.id]: { delivered: 3, read: 3, shownRead: 3 },
    [bob.id]: { delivered: 0, read: 3, shownRead: 0 },
  });
  await ask(queries.chat, { by: ann.id, chat });
  expect((await verify()).differences).toEqual([]);
  const bobs = `where chat_id = '${chat}' and user_id = '${bob.id}'`;
  await sql(`update receipts set shown_read_up_to = 2, read_up_to = 2 ${bobs}`);
  expect((await verify()).differences).toEqual([
    {
      table: 'receipts',
      key: { chat_id: chat, user_id: bob.id },
      kind: 'changed',
      columns: [{ name: 'shown_read_up_to', found: '2', expected: '0' }],
    },
  ]);
  await sql(`update receipts set shown_read_up_to = 0, read_up_to = 3 ${bobs}`);
});

async function columnsOf(table: string): Promise<string> {
  const columns = await world.sql<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = '${schema}' and table_name = '${table}' and is_generated = 'NEVER'`,
  );
  return columns.map(({ name }) => name).join();
}

test('in the log itself, an event that was changed, one that is missing and one put there are found', async () => {
  const { story, operator } = world;
  const chat = await story.group(told.bob, [told.ann]);
  const subject = subjects.chatEvents(chat);
  let expected = (await operator.events.last(chatStream(0), subject))!;
  const append = async (version: number, text: string, prev = chainHash(expected.data)) => {
    const data = { ordinal: version - 1, text, attachments: [], replyTo: null };
    const base = { id: newId(), type: 'MessageSent', v: 1, chatId: chat, version, prev, by: told.ann.id };
    const payload = JSON.stringify({ ...base, at: '2026-02-01T00:00:00.000Z', data });
    const seq = await operator.events.append({ subject, expected: expected.seq, payload });
    expected = { ...expected, seq, data: Buffer.from(payload) };
    return seq;
  };
  const changed = await append(2, 'as it was not');
  const after = await append(3, 'as it was', chainHash('as the second was'));
  const skipping = await append(5, 'the fourth is not there');
  const foreign = await append(5, 'again the fifth', 'AAAAAAAAAAAAAAAAAAAAAA');
  await world.ask(queries.chat, { by: told.ann.id, chat });

  const { clean, flaws } = await verify();
  expect(clean).toBe(false);
  expect(flaws.map(({ seq }) => seq)).toEqual([after, skipping, foreign]);
  expect(flaws[0]).toMatchObject({ stream: chatStream(0), subject, what: expect.stringContaining(`at ${changed}`) });
  expect(flaws[1]!.what).toMatch(/version 5 comes after 3/);
  expect(flaws[2]!.what).toMatch(/version 5 comes after 5/);
});
