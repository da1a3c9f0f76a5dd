import { connect } from 'nats';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestStack, testStack } from '../src/index.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await testStack({ postgres: true, redis: true });
});
afterAll(() => stack[Symbol.asyncDispose]());

test('a database of its own, in which trigrams see every script', async () => {
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  await client.query('create extension pg_trgm; create extension unaccent');
  const { rows } = await client.query(
    `select cardinality(show_trgm('привет')) > 0 as cyrillic, cardinality(show_trgm('你好世界')) > 0 as chinese,
            lower('ÄÖÜ') as lower, unaccent('é') as plain, pg_encoding_to_char(encoding) as encoding
       from pg_database where datname = current_database()`,
  );
  expect(rows).toEqual([{ cyrillic: true, chinese: true, lower: 'äöü', plain: 'e', encoding: 'UTF8' }]);
  await client.end();
});

test('NATS with JetStream, restarted on the same port and data', async () => {
  const { url, user, password: pass } = stack.natsFor('operator');
  const first = await connect({ servers: url, user, pass });
  const manager = await first.jetstreamManager();
  await manager.streams.add({ name: 'KEPT', subjects: ['kept.>'] });
  await first.jetstream().publish('kept.a', 'here');
  await first.close();
  await stack.nats.kill();
  await stack.nats.start();
  const second = await connect({ servers: url, user, pass });
  const { state } = await (await second.jetstreamManager()).streams.info('KEPT');
  expect(state.messages).toBe(1);
  await second.close();
});

test('a service may not publish what is not its own', async () => {
  const { url, user, password: pass } = stack.natsFor('gateway');
  const gateway = await connect({ servers: url, user, pass, inboxPrefix: '_INBOX_gateway' });
  await expect(gateway.request('evt.chat.0.x', 'forged', { timeout: 2_000 })).rejects.toThrow(/permission/i);
  await gateway.close();
});

test('what was not asked for says so', () => {
  expect(() => stack.postgres).toThrow('ownPostgres');
});
