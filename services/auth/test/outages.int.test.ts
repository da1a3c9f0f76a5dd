import { newId, sleep } from '@messenger/kit';
import { buckets, directoryStream, imageTokenSeconds, subjectSpaces, subjects } from '@messenger/proto';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pendingAccounts } from '../src/metrics.ts';
import { type AuthService, authService, codeOf, granted, password, until } from './auth-service.ts';

let auth: AuthService;
beforeEach(async () => {
  auth = await authService({ ownPostgres: true });
});
afterEach(() => auth[Symbol.asyncDispose]());

const manager = () => auth.operator.nc.jetstreamManager();

/** A log that takes nothing more refuses appends at once; -1: as much as it can hold. */
async function limitDirectory(messages: number): Promise<void> {
  const { streams } = await manager();
  const { config } = await streams.info(directoryStream);
  await streams.update(directoryStream, { ...config, max_msgs: messages });
}

async function isLogged(userId: string): Promise<boolean> {
  const { streams } = await manager();
  const message = await streams
    .getMessage(directoryStream, { last_by_subj: subjects.userEvents(userId) })
    .catch(() => undefined);
  return message !== undefined;
}

test('a registration that the log refuses answers unavailable; later it is finished, and may be repeated', async () => {
  await limitDirectory(1);
  const userId = newId();
  expect(await auth.register('ann', { userId })).toMatchObject({ code: 'unavailable', retryAfter: 2 });
  expect(codeOf(await auth.register('ann', { userId }))).toBe('unavailable');
  expect(codeOf(await auth.login('ann', password))).toBe('unavailable');
  expect(codeOf(await auth.register('ANN'))).toBe('username_taken');
  expect(await isLogged(userId)).toBe(false);

  await limitDirectory(-1);
  await until(() => isLogged(userId), 'the relay');
  const again = granted(await auth.register('ann', { userId }));
  expect(again.user.id).toBe(userId);
  expect(granted(await auth.login('ann', password)).user.id).toBe(userId);
});

test('NATS dies between the account and its event: the relay brings it there when NATS is back', async () => {
  const userId = newId();
  await auth.db.transaction().execute(async (tx) => {
    await sql`lock table auth.outbox in exclusive mode`.execute(tx);
    void auth.register('bob', { userId });
    await until(async () => {
      const { rows } = await sql`select 1 from pg_stat_activity where wait_event_type = 'Lock'`.execute(auth.db);
      return rows.length > 0;
    }, 'the registration waits for the outbox');
    await auth.stack.nats.kill();
  });
  await until(async () => {
    const rows = await auth.db.selectFrom('auth.outbox').select('seq').where('user_id', '=', userId).execute();
    return rows.length === 1 && rows[0]?.seq === null;
  }, 'the account is there, its event is not');
  await auth.stack.nats.start();
  await until(() => isLogged(userId).catch(() => false), 'the relay');
  await until(async () => codeOf(await auth.login('bob', password)) === 'ok', 'the login');
});

test('a session that ended while the bucket could not be written: unavailable, then announced by the relay', async () => {
  const { user, sessionId, refreshToken } = granted(await auth.register('carl'));
  const { streams } = await manager();
  const stream = subjectSpaces.bucketStream(buckets.sessions.name);
  const { config } = await streams.info(stream);
  await streams.update(stream, { ...config, max_msg_size: 1 });
  expect(codeOf(await auth.endSession(user.id, sessionId))).toBe('unavailable');
  expect(codeOf(await auth.refresh(refreshToken))).toBe('unauthenticated');

  await streams.update(stream, { ...config });
  const bucket = await auth.operator.nc.jetstream().views.kv(buckets.sessions.name, { bindOnly: true });
  await until(async () => (await bucket.get(sessionId)) !== null, 'the announcement');
  expect(codeOf(await auth.endSession(user.id, sessionId))).toBe('ok');
});

test('while Postgres is away everything that needs it is unavailable; then it goes on', async () => {
  const { refreshToken } = granted(await auth.register('dora'));
  await auth.stack.stopPostgres();
  expect(codeOf(await auth.register('emil'))).toBe('unavailable');
  expect(codeOf(await auth.login('dora', password))).toBe('unavailable');
  expect(codeOf(await auth.refresh(refreshToken))).toBe('unavailable');
  await auth.stack.startPostgres();
  await until(async () => codeOf(await auth.refresh(refreshToken)) === 'ok', 'the refresh');
  await until(async () => codeOf(await auth.login('dora', password)) === 'ok', 'the login');
});

test('a connection that is lost between two statements of a transaction fails that one, and nothing else', async () => {
  const lost = auth.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    await sql`select pg_terminate_backend(${rows[0]!.pid})`.execute(auth.db);
    await sleep(200);
    await sql`select 1`.execute(tx);
  });
  await expect(lost).rejects.toThrow();
  expect(codeOf(await auth.register('ida'))).toBe('ok');
});

test('a foreign event in the subject of a new user is not taken for the registration', async () => {
  const userId = newId();
  await auth.operator.nc.jetstream().publish(subjects.userEvents(userId), JSON.stringify({ id: newId() }));
  expect(codeOf(await auth.register('frieda', { userId }))).toBe('internal');
  const { failed } = await auth.db
    .selectFrom('auth.outbox')
    .select('failed')
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  expect(failed).toBe('SubjectTaken');
  await auth.startInstance();
  await until(async () => (await pendingAccounts.get()).values[0]?.value === 1, 'the count of accounts not in the log');
  expect(codeOf(await auth.register('gustav'))).toBe('ok');
});

test('a log that lost its end is told again of who registered, and the gateways of which sessions ended', async () => {
  const userId = newId();
  const { sessionId } = granted(await auth.register('dora', { userId }));
  await auth.endSession(userId, sessionId);
  // So long ago that just the token for images is good still.
  const endedAt = new Date(Date.now() - (imageTokenSeconds - 60) * 1_000);
  await auth.db.updateTable('auth.sessions').set({ ended_at: endedAt }).where('id', '=', sessionId).execute();
  const { streams } = await manager();
  const bucket = subjectSpaces.bucketStream(buckets.sessions.name);
  const configs = await Promise.all([directoryStream, bucket].map(async (name) => (await streams.info(name)).config));
  const genesis = await streams.getMessage(directoryStream, { seq: 1 });
  for (const config of configs) {
    await streams.delete(config.name);
    await streams.add(config);
  }
  await auth.operator.nc.jetstream().publish(genesis.subject, genesis.data);
  expect(await isLogged(userId)).toBe(false);
  await auth.stack.nats.kill();
  await auth.stack.nats.start();
  await until(() => isLogged(userId).catch(() => false), 'the relay');
  const told = () => streams.getMessage(bucket, { last_by_subj: `$KV.${buckets.sessions.name}.${sessionId}` });
  await until(
    () =>
      told().then(
        () => true,
        () => false,
      ),
    'the session in the bucket',
  );
  expect(granted(await auth.login('dora', password)).user.id).toBe(userId);
});
