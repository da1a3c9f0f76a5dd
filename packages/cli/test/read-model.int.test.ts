import { subjects } from '@messenger/proto';
import {
  messenger,
  migrateReadModel,
  openLog,
  operatorEnv,
  provisionLog,
  runService,
  type Story,
  storyIn,
  type TestStack,
  testStack,
} from '@messenger/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const held = new AsyncDisposableStack();
let stack: TestStack;
let story: Story;
let env: Record<string, string>;
let database: pg.Client;
beforeAll(async () => {
  stack = held.use(await testStack({ postgres: true }));
  await provisionLog(stack);
  await migrateReadModel(stack.databaseUrl);
  const { url, user, password } = stack.natsFor('projection');
  const service = { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password, DATABASE_URL: stack.databaseUrl };
  held.use(await runService('projection', service));
  const log = held.use(await openLog(stack));
  story = storyIn(log.events);
  env = operatorEnv(stack);
  database = new pg.Client({ connectionString: stack.databaseUrl });
  await database.connect();
  held.defer(() => database.end());
});
afterAll(() => held.disposeAsync());

const count = async (table: string) => (await database.query(`select count(*)::int as n from ${table}`)).rows[0].n;

test('verify says what differs and where, and rebuild makes it right', async () => {
  const [ann, bob] = [await story.user('Ann'), await story.user('Bob')];
  const chat = await story.direct(ann, bob);
  for (let i = 0; i < 20; i++) await story.say(chat, ann, `m${i}`);
  const poison = await story.raw(subjects.chatEvents(chat), 'not JSON');
  await vi.waitUntil(async () => (await count('read.poison')) === 1, { timeout: 20_000 });

  const clean = await messenger(['verify'], env);
  expect(clean, clean.stderr).toMatchObject({ code: 0 });
  expect(clean.stdout).toContain(`set aside, as known: CHAT-0 ${poison}: not JSON`);
  expect(clean.stdout).toMatch(/\n2\d events, \d+ rows, .* s: the read model is what the log says\n$/);

  await database.query(`update read.messages set text = 'm\u0007!' where text = 'm7'`);
  const found = await messenger(['verify'], env);
  expect(found.code).toBe(1);
  expect(found.stdout).toMatch(
    new RegExp(`^CHANGED messages chat_id=${chat} message_id=\\S+: text is "m\\\\u0007!", the log says "m7"\n`),
  );
  const json = JSON.parse((await messenger(['verify', '--json'], env)).stdout);
  expect(json).toMatchObject({ clean: false, differences: [{ table: 'messages', kind: 'changed' }] });

  const rebuilt = await messenger(['rebuild'], env);
  expect(rebuilt, rebuilt.stderr).toMatchObject({ code: 0 });
  expect(rebuilt.stdout).toMatch(/^2\d events in .* s, \d+ a second; queries waited \d+ ms\n$/);
  expect((await messenger(['verify'], env)).code).toBe(0);
});

test('without Postgres, or with tables of another version, they say so', async () => {
  const nowhere = { ...env, DATABASE_URL: 'postgres://127.0.0.1:1/none' };
  for (const name of ['verify', 'rebuild']) {
    const { code, stderr } = await messenger([name], nowhere);
    expect(code, name).toBe(1);
    expect(stderr).toMatch(/ECONNREFUSED/);
    const unmigrated = await messenger([name], { ...env, READ_SCHEMA: 'nothing' });
    expect(unmigrated.code, name).toBe(1);
    expect(unmigrated.stderr).toContain('the read model nothing stands at migration (none), this program at ');
  }
});
