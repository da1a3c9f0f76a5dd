import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStream, serveFollowers, slugBucket } from '@messenger/event-store';
import { etagOf, keyOf, openFolder } from '@messenger/image-store';
import { newId } from '@messenger/kit';
import { logStreams, subjects, type UserCard, variants } from '@messenger/proto';
import {
  messenger,
  migrateService,
  openLog,
  operatorEnv,
  provisionLog,
  storyIn,
  type TestStack,
  testStack,
} from '@messenger/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RestoreOptions, restoreBackup } from '../src/backup/restore-backup.ts';
import { leftOut, savedTables } from '../src/backup/tables.ts';
import { takeBackup } from '../src/backup/take-backup.ts';

/** A system without services: streams, tables, a folder of images. */
type Place = { stack: TestStack; images: string; env: Record<string, string>; database: pg.Client };

let dir: string;
let source: Place;
/** Stays empty until one of the last tests. */
let spare: Place;
let ann: UserCard;
let bob: UserCard;
let chatId: string;
let folder: string;
const image = { objectId: newId(), attachmentId: newId() };
const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'messenger-backup-'));
  held.defer(() => rm(dir, { recursive: true }));
  [source, spare] = await Promise.all([place('source'), place('spare')]);
  await using log = await openLog(source.stack);
  const story = storyIn(log.events);
  ann = await story.user('Ann');
  bob = await story.user('Bob');
  await story.befriend(ann, bob);
  chatId = await story.direct(ann, bob);
  for (let i = 1; i <= 10; i++) await story.say(chatId, i % 2 ? ann : bob, `message ${i} 🙂`);
  await story.receipts(chatId, bob, { [bob.id]: { delivered: 10, read: 8, shownRead: 8 } });
  for (const [n, user] of [ann, bob].entries()) await account(source.database, user, n + 2);
  // Made after the log was read, as far as a backup can tell: the log does not have it.
  const carol = { id: newId(), username: 'carol', displayName: 'Carol', avatar: null };
  await account(source.database, carol, 4_000);
  await storeImage();
  folder = join(dir, 'backup');
  const saved = await messenger(['backup', folder], source.env);
  expect(saved.code, saved.stderr).toBe(0);
  expect(saved.stdout).toMatch(/saved up to .*DIRECTORY 5.*, with 1 images/);
});

async function place(name: string): Promise<Place> {
  const stack = held.use(await testStack({ postgres: true }));
  const url = stack.databaseUrl;
  await Promise.all([provisionLog(stack), ...['auth', 'media'].map((one) => migrateService(one, url))]);
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  held.defer(() => database.end());
  const images = join(dir, name);
  return { stack, images, database, env: { ...operatorEnv(stack), MEDIA_DIR: images } };
}

async function account(database: pg.Client, { id, username, displayName }: UserCard, seq: number): Promise<void> {
  await using log = await openLog(source.stack);
  await database.query(
    `with u as (insert into auth.users (id, username, username_folded, password_hash, display_name)
       values ($1, $2, lower($2), 'hash of ' || $2, $3) returning id)
     insert into auth.outbox (user_id, event, headers, seq, generation) select id, '{}', '{"a": "ü"}', $4, $5 from u`,
    [id, username, displayName, seq, log.events.shape.generation],
  );
  const session = newId();
  await database.query(
    `insert into auth.sessions (id, user_id, device, remember, expires_at) values ($1, $2, 'Web', true, '2027-01-01')`,
    [session, id],
  );
  await database.query(
    `insert into auth.refresh_tokens (hash, session_id, expires_at) values ($1, $2, '2027-01-01 00:00:00.123456+02')`,
    [randomBytes(32), session],
  );
}

async function storeImage(): Promise<void> {
  const storage = await openFolder(source.images);
  const described: Record<string, object> = {};
  for (const variant of variants) {
    const bytes = randomBytes(5_000);
    await storage.put(keyOf(image.objectId, variant), bytes);
    described[variant] = { bytes: bytes.length, etag: etagOf(bytes) };
  }
  await source.database.query(
    `insert into media.attachments (id, object_id, owner, purpose, bytes, width, height, animated, placeholder, variants)
     values ($1, $2, $3, 'message', 5000, 9, 9, false, 'x', $4)`,
    [image.attachmentId, image.objectId, ann.id, JSON.stringify(described)],
  );
}

/** Every row, as text, of tables whose rows must be the same. */
async function rowsOf({ database }: Place, tables: readonly string[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of tables) {
    const { rows } = await database.query<{ line: string }>(`select t::text as line from ${table} t order by 1`);
    found[table] = rows.map(({ line }) => line);
  }
  return found;
}

async function payloads({ stack }: Place): Promise<string[]> {
  await using log = await openLog(stack);
  const found: string[] = [];
  for (const stream of logStreams(log.events.shape)) {
    for await (const { data } of readStream(log.bus, stream, { after: 1, until: Number.MAX_SAFE_INTEGER })) {
      found.push(Buffer.from(data).toString());
    }
  }
  return found;
}
const nothing = async (at: Place) => {
  expect(await payloads(at)).toEqual([]);
  expect((await at.database.query('select from auth.users')).rowCount).toBe(0);
};

/** What the command does, without the time that a process takes to start. */
async function restore({ stack, database, images }: Place, from: string, options: Partial<RestoreOptions> = {}) {
  await using log = await openLog(stack);
  const sources = { store: log.events, database, storage: await openFolder(images) };
  return await restoreBackup(sources, from, {
    until: {},
    withSessions: false,
    check: false,
    say: () => {},
    ...options,
  });
}
const why = (refused: Promise<unknown>): Promise<string> =>
  refused.then(
    () => expect.unreachable('it was done'),
    (error: Error) => error.message,
  );

test('every table is saved, or left out by name', async () => {
  const { rows } = await source.database.query<{ name: string }>(
    `select schemaname || '.' || tablename as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema', 'read') and tablename not like 'kysely_%'`,
  );
  expect(rows.map(({ name }) => name).toSorted()).toEqual([...savedTables, ...leftOut].toSorted());
});

test('it comes back as it was, without sessions unless they are asked for; once, and only into an empty system', async () => {
  const target = await place('target');
  expect(await restore(target, folder, { check: true })).not.toHaveProperty('log');
  await nothing(target);

  const done = await messenger(['restore', folder], target.env);
  expect(done.code, done.stderr).toBe(0);
  expect(done.stdout).toMatch(/^restored: 16 events, 0 slugs, 1 images/);
  expect(await payloads(target)).toEqual(await payloads(source));
  const same = ['auth.users', 'media.attachments'];
  expect(await rowsOf(target, same)).toEqual(await rowsOf(source, same));
  const { rows } = await target.database.query(
    'select seq, headers, o.generation is not null as marked from auth.outbox o order by id',
  );
  expect(rows.map(({ seq, marked }) => [seq && Number(seq), marked])).toEqual([
    [2, true],
    [3, true],
    [null, false],
  ]);
  expect(rows[0].headers).toEqual({ a: 'ü' });
  expect((await target.database.query('select from auth.sessions')).rowCount).toBe(0);
  for (const variant of variants) {
    const key = keyOf(image.objectId, variant);
    expect(await readFile(join(target.images, key))).toEqual(await readFile(join(source.images, key)));
  }
  const next = `insert into auth.outbox (user_id, event, headers)
    select id, '{}', '{}' from auth.users on conflict (user_id) do update set headers = '{}' returning id`;
  expect((await target.database.query(next)).rowCount).toBe(3);

  expect(await why(restore(target, folder))).toContain('auth.users holds rows');

  const moved = await place('moved');
  await restore(moved, folder, { withSessions: true });
  const tables = savedTables.filter((table) => table !== 'auth.outbox');
  expect(await rowsOf(moved, tables)).toEqual(await rowsOf(source, tables));
});

test('a damaged or unfinished backup is refused, whatever of it was touched, and nothing is written', async () => {
  const manifest = JSON.parse(await readFile(join(folder, 'backup.json'), 'utf8'));
  const variant = `images/${keyOf(image.objectId, 'medium')}`;
  const refused = async (what: string, change: (at: string) => Promise<unknown>) => {
    const at = join(dir, `damaged ${what}`);
    await cp(folder, at, { recursive: true });
    await change(at);
    return why(restore(spare, at));
  };
  const flip = (path: string) => async (at: string) => {
    const bytes = await readFile(join(at, path));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(join(at, path), bytes);
  };
  for (const { path } of [...manifest.files, { path: variant }]) {
    if ((await readFile(join(folder, path))).length === 0) continue;
    expect(await refused(`byte of ${path.replaceAll('/', ' ')}`, flip(path))).toContain(`damaged: ${path}`);
  }
  expect(await refused('missing image', (at) => rm(join(at, variant)))).toMatch(
    /not whole: .*medium.webp cannot be read/,
  );
  expect(await refused('missing table', (at) => rm(join(at, 'tables/auth.users.jsonl')))).toMatch(/not whole/);
  expect(await refused('unfinished', (at) => rm(join(at, 'backup.json')))).toMatch(/no finished backup/);
  const rewrite = (changes: object) => (at: string) =>
    writeFile(join(at, 'backup.json'), JSON.stringify({ ...manifest, ...changes }));
  expect(await refused('manifest', rewrite({ at: 'yesterday' }))).toMatch(/backup.json was changed/);
  expect(await refused('format', rewrite({ v: 2 }))).toMatch(/format 2; this release reads 1/);
  expect(await refused('other', rewrite({ messenger: 'sandwich' }))).toMatch(/none of messenger backup/);
  await nothing(spare);
});

test('as of an earlier position: the chat up to there, and nothing read beyond', async () => {
  const refused = (until: Record<string, number>) => why(restore(spare, folder, { until }));
  expect(await refused({ 'CHAT-7': 3 })).toMatch(/no stream CHAT-7/);
  expect(await refused({ DIRECTORY: 4 })).toMatch(/CHAT-0 2 is a chat of two who are no contacts yet/);
  expect(await refused({ 'CHAT-0': 13 })).toMatch(/CHAT-0 ends at 12 in the backup of .*, before 13: take a new one/);
  const wrong = await messenger(['restore', folder, '--until', 'yesterday'], spare.env);
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('takes positions such as') });
  await nothing(spare);

  // The genesis, the chat's first event, and five messages.
  const done = await messenger(['restore', folder, '--until', 'CHAT-0=7'], spare.env);
  expect(done.code, done.stderr).toBe(0);
  const events = (await payloads(spare)).map((text) => JSON.parse(text));
  const texts = events.filter(({ type }) => type === 'MessageSent').map(({ data }) => data.text);
  expect(texts).toEqual([1, 2, 3, 4, 5].map((i) => `message ${i} 🙂`));
  const receipts = events.find(({ type }) => type === 'ReceiptsMoved');
  expect(receipts.data.cursors[bob.id]).toEqual({ delivered: 5, read: 5, shownRead: 5 });
});

test('it is not taken into a folder that holds something, nor from a store that is damaged', async () => {
  const refused = await messenger(['backup', folder], source.env);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('not empty') });
  const taken = async (name: string, images: string) => {
    await using log = await openLog(source.stack);
    const sources = { store: log.events, database: source.database, storage: await openFolder(images) };
    return await takeBackup(sources, join(dir, name), () => {});
  };
  expect(await why(taken('from nothing', join(dir, 'elsewhere')))).toContain('on record, and not in the store');
  const images = join(dir, 'damaged images');
  await cp(source.images, images, { recursive: true });
  await writeFile(join(images, keyOf(image.objectId, 'thumbnail')), 'x');
  expect(await why(taken('from damaged', images))).toContain('damaged in the store');
  expect(await why(restore(source, join(dir, 'from damaged')))).toMatch(/no finished backup/);
});

test('nothing is restored into a log that holds something, nor beside services that write', async () => {
  const target = await place('used');
  {
    await using log = await openLog(target.stack);
    await storyIn(log.events).user('Someone');
  }
  expect(await why(restore(target, folder))).toMatch(/DIRECTORY holds something else at 2/);
  expect(await payloads(target)).toHaveLength(1);
  expect((await target.database.query('select from auth.users')).rowCount).toBe(0);

  await using gateway = await openLog(target.stack, 'gateway');
  await using _answers = await serveFollowers(gateway.events, { service: 'gateway', instance: newId() });
  expect((await messenger(['restore', folder], target.env)).stderr).toMatch(/Stop gateway first/);
});

test('a backup that was interrupted while it was restored goes on', async () => {
  const target = await place('interrupted');
  await using log = await openLog(target.stack);
  const [line] = (await readFile(join(folder, 'log.jsonl'), 'utf8')).split('\n').slice(1);
  const { subject, data } = JSON.parse(line!) as { subject: string; data: string };
  expect(subject).toBe(subjects.receipts(chatId));
  await log.events.append({ subject, expected: 0, payload: data });
  expect(await restore(target, folder)).toMatchObject({ log: { written: 15, found: 1 } });
  expect(await payloads(target)).toEqual(await payloads(source));
});

test('as of an earlier position it goes on too, without the receipts of a chat that was not there yet', async () => {
  const from = join(dir, 'with a later chat');
  await using log = await openLog(source.stack);
  const story = storyIn(log.events);
  const early = await story.group(ann, [bob]);
  const { seq } = await story.say(early, ann, 'before');
  await story.say(early, ann, 'after');
  const late = await story.group(ann, [bob]);
  await story.say(late, ann, 'later still');
  // Between two that are kept.
  await story.receipts(late, bob, { [bob.id]: { delivered: 1, read: 1, shownRead: 1 } });
  await story.receipts(early, bob, { [bob.id]: { delivered: 2, read: 2, shownRead: 1 } });
  await takeBackup(
    { store: log.events, database: source.database, storage: await openFolder(source.images) },
    from,
    () => {},
  );

  const target = await place('interrupted later');
  const until = { 'CHAT-0': seq };
  // A file where the folder of the image belongs: the log is there by then.
  const obstacle = join(target.images, keyOf(image.objectId, 'original').split('/')[0]!);
  await mkdir(target.images);
  await writeFile(obstacle, '');
  expect(await why(restore(target, from, { until }))).toMatch(/EEXIST|ENOTDIR/);
  const left = await payloads(target);
  const events = left.map((text) => JSON.parse(text));
  const receipts = events.filter(({ type }) => type === 'ReceiptsMoved');
  expect(receipts.map(({ chatId, data }) => [chatId, data.cursors[bob.id]])).toEqual([
    [chatId, { delivered: 10, read: 8, shownRead: 8 }],
    [early, { delivered: 1, read: 1, shownRead: 1 }],
  ]);

  await rm(obstacle);
  expect(await restore(target, from, { until })).toMatchObject({ log: { written: 0, found: left.length } });
  expect(await payloads(target)).toEqual(left);
});

test('as of an earlier position each group holds the address that it had then', async () => {
  const from = join(dir, 'with addresses');
  await using log = await openLog(source.stack);
  const slugs = slugBucket(log.bus);
  const story = storyIn(log.events);
  const team = await story.group(ann, [bob], { slug: 'the-team' });
  const gone = await story.group(ann, [bob], { slug: 'gone' });
  await story.deleteChat(gone, ann);
  const { seq } = await story.say(team, ann, 'before');
  await story.update(team, ann, { slug: 'old-team' });
  const later = await story.group(ann, [bob], { slug: 'the-team' });
  await slugs.put('old-team', team, { revision: 0 });
  await slugs.put('the-team', later, { revision: 0 });
  const sources = { store: log.events, database: source.database, storage: await openFolder(source.images) };
  await takeBackup(sources, from, () => {});

  const holders = async (at: Place) => {
    await using there = await openLog(at.stack);
    const bucket = slugBucket(there.bus);
    return await Promise.all(['the-team', 'gone'].map(async (slug) => (await bucket.get(slug)).chatId));
  };
  const [then, now] = [await place('addresses then'), await place('addresses now')];
  await restore(then, from, { until: { 'CHAT-0': seq } });
  expect(await holders(then)).toEqual([team, undefined]);
  await restore(now, from);
  expect(await holders(now)).toEqual([later, undefined]);
});
