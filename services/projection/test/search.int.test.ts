import { newId } from '@messenger/kit';
import { queries, type UserCard } from '@messenger/proto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, schema, type World } from './world.ts';

let world: World;
let ann: UserCard;
let bob: UserCard;
let eve: UserCard;
let group: string;
let direct: string;
let said: Record<string, { id: string; ordinal: number; at: string }>;
beforeAll(async () => {
  world = await openWorld();
  await world.startProjection();
  const { story } = world;
  [ann, bob, eve] = [await story.user('Ann'), await story.user('Bob'), await story.user('Eve')];
  group = await story.group(ann, [bob], { name: 'Harbour' });
  direct = await story.direct(ann, bob);
  const others = await story.group(eve, [await story.user('Fay')]);
  await story.say(others, eve, 'The harbour of others, 天気予報, needle');
  const texts: Record<string, [chat: string, by: UserCard, text: string]> = {
    harbour: [group, ann, 'The harbour opens at dawn'],
    harbours: [direct, bob, 'All Harbours are closed'],
    dawn: [group, bob, 'At dawn the boats leave the HARBOUR'],
    creme: [group, ann, 'Crème brûlée for the Straße party'],
    fox: [group, bob, 'the quick brown fox'],
    brown: [direct, ann, 'brown and quick, that fox'],
    japanese: [group, ann, '明日の天気予報は晴れです'],
    chinese: [direct, bob, '我们明天去海边看日出'],
    korean: [group, bob, '내일 항구에서 만나요'],
    odd: [direct, ann, 'costs 100% of c++ (or so) :)'],
    party: [group, bob, 'see you 🎉 there'],
    short: [group, ann, 'ok'],
  };
  said = {};
  for (const [name, [chat, by, text]] of Object.entries(texts)) said[name] = await story.say(chat, by, text);
});
afterAll(() => world[Symbol.asyncDispose]());

type Options = Partial<Parameters<typeof page>[1]>;
const page = (
  by: UserCard,
  more: {
    q: string;
    chatId?: string;
    from?: string;
    since?: string;
    until?: string;
    sort?: 'newest' | 'relevance';
    limit?: number;
    cursor?: string;
  },
) => world.ask(queries.messageSearch, { by: by.id, limit: 20, ...more });
const nameOf = (id: string) => Object.entries(said).find(([, message]) => message.id === id)?.[0] ?? id;
const search = async (q: string, more: Options = {}) =>
  (await page(ann, { q, ...more })).results.map(({ message }) => nameOf(message.id));

test.each<[string, string[]]>([
  ['harbour', ['dawn', 'harbours', 'harbour']],
  ['HARBOURS', ['harbours']],
  ['arbou', ['dawn', 'harbours', 'harbour']],
  ['dawn harbour', ['dawn', 'harbour']],
  ['creme', ['creme']],
  ['BRÛLÉE', ['creme']],
  ['strasse', ['creme']],
  ['"quick brown"', ['fox']],
  ['quick brown', ['brown', 'fox']],
  ['天気', ['japanese']],
  ['晴', ['japanese']],
  ['天気予報は晴れ', ['japanese']],
  ['明', ['chinese', 'japanese']],
  ['海边', ['chinese']],
  ['我们明天去海边看日出', ['chinese']],
  ['天海', []],
  ['항구', ['korean']],
  ['구', ['korean']],
  ['100%', ['odd']],
  ['1%0', []],
  ['c++', ['odd']],
  [':)', ['odd']],
  ['🎉', ['party']],
  ['ok', ['short']],
  ['op', ['harbour']],
  ['needle', []],
  ['no such thing', []],
  ['" "', []],
])('%s', async (q, names) => {
  expect(await search(q)).toEqual(names);
});

test('each result with its chat and what to mark in it', async () => {
  const { results } = await page(bob, { q: 'harbour boats' });
  expect(results).toMatchObject([
    {
      message: { id: said.dawn!.id, chatId: group, senderId: bob.id, receipts: { delivered: 0, read: 0 } },
      chat: { id: group, kind: 'group', name: 'Harbour' },
      highlights: [
        [12, 17],
        [28, 35],
      ],
    },
  ]);
});

test('of one chat, of one sender, of a time', async () => {
  expect(await search('harbour', { chatId: direct })).toEqual(['harbours']);
  expect(await search('harbour', { from: bob.id })).toEqual(['dawn', 'harbours']);
  expect(await search('harbour', { since: said.harbours!.at })).toEqual(['dawn', 'harbours']);
  expect(await search('harbour', { until: said.harbours!.at })).toEqual(['harbour']);
  expect(await search('harbour', { from: eve.id })).toEqual([]);
  for (const chatId of [newId(), group]) {
    expect(await world.refusal(queries.messageSearch, { by: eve.id, q: 'harbour', chatId, limit: 5 })).toBe(
      'not_found',
    );
  }
  expect((await page(eve, { q: 'harbour' })).results).toHaveLength(1);
});

test('the most relevant first: whole words before parts', async () => {
  const chat = await world.story.group(ann, [bob]);
  const texts = [
    'a lighthouse',
    'boathouse and lights, houses too',
    'the light in the house',
    'highlight',
    'light house',
  ];
  for (const text of texts) await world.story.say(chat, bob, text);
  const found = async (q: string) => {
    const { results } = await page(ann, { q, chatId: chat, sort: 'relevance' });
    return results.map(({ message }) => message.text);
  };
  expect(await found('light')).toEqual([
    'light house',
    'the light in the house',
    'a lighthouse',
    'boathouse and lights, houses too',
    'highlight',
  ]);
  expect((await found('light house')).slice(0, 2)).toEqual(['light house', 'the light in the house']);
});

test.each(['newest', 'relevance'] as const)('page by page, %s first, each result once', async (sort) => {
  const { story } = world;
  const chat = await story.group(ann, [bob]);
  const at = '2026-03-01T00:00:00.000Z';
  for (let i = 0; i < 25; i++)
    await story.say(chat, ann, `pebble ${i % 4 ? 'pebbles' : ''} ${'x'.repeat(i % 7)}`, { at });
  const whole = await page(ann, { q: 'pebble', chatId: chat, sort, limit: 100 });
  expect(whole).toMatchObject({ nextCursor: null, results: { length: 25 } });
  const paged: string[] = [];
  let cursor: string | undefined;
  do {
    const one: Awaited<ReturnType<typeof page>> = await page(ann, {
      q: 'pebble',
      chatId: chat,
      sort,
      limit: 4,
      ...(cursor ? { cursor } : {}),
    });
    paged.push(...one.results.map(({ message }) => message.id));
    cursor = one.nextCursor ?? undefined;
    if (cursor) await story.say(chat, bob, 'one pebble more', { at: '2026-03-02T00:00:00.000Z' });
  } while (cursor !== undefined);
  expect(paged).toEqual(whole.results.map(({ message }) => message.id));
  const wrong = sort === 'newest' ? 'r.1.x.1.1.1' : `n.1.${chat}.1`;
  for (const bad of ['x', wrong]) {
    const asked = { by: ann.id, q: 'pebble', sort, limit: 4, cursor: bad };
    expect(await world.refusal(queries.messageSearch, asked)).toBe('validation_failed');
  }
});

test('by relevance one finds everything, page by page: what matches best among the newest, then among older ones', async () => {
  const { story, ask, sql } = world;
  const [me, you] = [await story.user('Weigher'), await story.user('You')];
  const chat = await story.group(me, [you]);
  await story.say(chat, you, 'first');
  await ask(queries.chat, { by: me.id, chat });
  // Two in each millisecond, the whole word in every tenth.
  await sql(
    `insert into messages (message_id, chat_id, created_version, version, ordinal, kind, sender_id, text, search_text,
                           attachments, sent_at, seq)
     select gen_random_uuid(), $1, n, n, n, 'user', $2, t, ' ' || t || ' ', '[]', timestamptz '2026-05-01' + n / 2 * interval '1 ms', n
     from generate_series(10, 609) n, lateral (select case when n % 10 = 0 then 'opal' else 'opaline' end as t) text`,
    [chat, you.id],
  );
  await sql('update chats set last_ordinal = 609 where id = $1', [chat]);
  const ordinals: number[] = [];
  let cursor: string | undefined;
  do {
    const asked = { q: 'opal', sort: 'relevance', limit: 70, ...(cursor ? { cursor } : {}) } as const;
    const one: Awaited<ReturnType<typeof page>> = await page(me, asked);
    ordinals.push(...one.results.map(({ message }) => message.ordinal));
    cursor = one.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(ordinals.slice(0, 24)).toEqual(Array.from({ length: 24 }, (_, i) => 600 - 10 * i));
  expect(ordinals).toHaveLength(600);
  expect(new Set(ordinals).size).toBe(600);
});

test('an edited message is found by its new text alone, a deleted one not at all', async () => {
  const { story } = world;
  const message = await story.say(group, ann, 'anchor chain');
  const ids = async (q: string) => (await page(bob, { q })).results.map(({ message }) => message.id);
  expect(await ids('anchor')).toEqual([message.id]);
  await story.edit(group, ann, message, 'rope and 船錨');
  expect(await ids('anchor')).toEqual([]);
  expect(await ids('rope')).toEqual([message.id]);
  expect(await ids('船錨')).toEqual([message.id]);
  await story.delete(group, ann, message);
  expect(await ids('rope')).toEqual([]);
  expect(await ids('船')).toEqual([]);
});

test('while the searches of one user take long, others read, and whoever asks for too many is told soon', async () => {
  await using held = new AsyncDisposableStack();
  const client = new pg.Client({ connectionString: world.stack.databaseUrl });
  await client.connect();
  held.defer(() => client.end());
  await client.query(`begin; lock table ${schema}.messages in access exclusive mode`);
  const asked = { by: ann.id, q: 'harbour', sort: 'relevance', limit: 100 } as const;
  const storm = Array.from({ length: 12 }, () => world.refusal(queries.messageSearch, asked));
  expect(await world.refusal(queries.contacts, { by: bob.id })).toBeUndefined();
  expect(await Promise.any(storm)).toBe('unavailable');
  await client.query('rollback');
  await Promise.all(storm);
  expect(await search('BRÛLÉE')).toEqual(['creme']);
});

test('with many messages the same is found, whichever way they are looked through', async () => {
  const { story, ask, sql } = world;
  const [me, you] = [await story.user('Many'), await story.user('You')];
  const chat = await story.group(me, [you]);
  await story.say(chat, you, 'first');
  await ask(queries.chat, { by: me.id, chat });
  await sql(
    `insert into messages (message_id, chat_id, created_version, version, ordinal, kind, sender_id, text, search_text,
                           attachments, sent_at, seq)
     select gen_random_uuid(), $1, n, n, n, 'user', $2, t, ' ' || t || ' ', '[]', timestamptz '2026-05-01' + n * interval '1 s', n
     from generate_series(10, 50009) n, lateral (select case when n % 10000 = 11 then 'rare 稀 gem' when n % 3 = 0
       then 'common stone' else 'dust 灰塵' end as t) text`,
    [chat, you.id],
  );
  await sql('update chats set last_ordinal = 50009 where id = $1', [chat]);
  await sql('analyze messages');
  const ordinals = async (q: string) =>
    (await page(me, { q, limit: 100 })).results.map(({ message }) => message.ordinal);
  for (const q of ['rare', 'gem', '稀', '"rare 稀"', 'ge', 'are gem']) {
    expect(await ordinals(q), q).toEqual([40_011, 30_011, 20_011, 10_011, 11]);
  }
  expect(await ordinals('common')).toEqual(Array.from({ length: 100 }, (_, i) => 50_007 - 3 * i));
  expect((await ordinals('灰塵')).length).toBe(100);
});
