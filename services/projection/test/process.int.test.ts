import { silentLogger, sleep } from '@messenger/kit';
import { chatStream, queries } from '@messenger/proto';
import { moveCheckpoint, openDatabase, readCheckpoint, takeEpoch } from '@messenger/read-model';
import { type RunningService, runService } from '@messenger/testkit';
import { afterEach, expect, test } from 'vitest';
import { openWorld, schema, type World } from './world.ts';

let world: World;
afterEach(() => world?.[Symbol.asyncDispose]());

function envOf({ stack }: World): Record<string, string> {
  const { url, user, password } = stack.natsFor('projection');
  return { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password, DATABASE_URL: stack.databaseUrl };
}

/** How many leases the process takes for its own. */
async function leasesHeld({ healthUrl }: RunningService): Promise<number> {
  const metrics = await (await fetch(`${healthUrl}/metrics`)).text();
  return [...metrics.matchAll(/^lease_held\{.*\} 1$/gm)].length;
}

test('killed amid the talk, the service goes on from where it was', async () => {
  world = await openWorld();
  const { story, ask, sql } = world;
  const env = envOf(world);
  const [ann, bob] = [await story.user('Ann'), await story.user('Bob')];
  const chat = await story.direct(ann, bob);
  const say = async (times: number) => {
    for (let i = 0; i < times; i++) await story.say(chat, ann, 'hello');
  };

  const first = await runService('projection', env);
  const talk = say(300);
  await ask(queries.chat, { by: bob.id, chat });
  await first.kill('SIGKILL');
  await talk;

  await using second = await runService('projection', env);
  await say(50);
  // Another may take a dead one's lease only when its time is up.
  await expect
    .poll(async () => (await ask(queries.chat, { by: bob.id, chat }).catch(() => undefined))?.chat.unread, {
      timeout: 20_000,
    })
    .toBe(350);
  expect(await sql('select count(*)::int as n, max(version) as v from chat_event')).toEqual([{ n: 351, v: 351 }]);
  expect(await sql('select * from poison')).toEqual([]);

  const metrics = await (await fetch(`${second.healthUrl}/metrics`)).text();
  for (const name of ['projection_batch_events', 'projection_query_seconds', 'follower_lag_events']) {
    expect(metrics).toContain(name);
  }
  await second.kill('SIGTERM');
});

test('stopped by a signal, the service ends by itself and gives its lease back at once', async () => {
  world = await openWorld();
  const { story, ask } = world;
  const env = envOf(world);
  const first = await runService('projection', env);
  const ann = await story.user('Ann');
  expect((await ask(queries.me, { by: ann.id })).user.id).toBe(ann.id);
  await first.kill('SIGTERM');
  await using _ = await runService('projection', env);
  const startedAt = performance.now();
  const bob = await story.user('Bob');
  expect((await ask(queries.me, { by: bob.id })).user.id).toBe(bob.id);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test('one that stands still for longer than its lease is replaced, and writes nothing when it goes on', async () => {
  world = await openWorld();
  const { story, sql, ask } = world;
  const [ann, bob] = [await story.user('Ann'), await story.user('Bob')];
  const chat = await story.direct(ann, bob);
  const versions = async () => (await sql<{ v: number }>('select max(version)::int as v from chat_event'))[0]!.v;
  const epochs = () => sql<{ epoch: string }>('select epoch from checkpoint order by stream');
  let talking = true;
  const talk = (async () => {
    let said = 0;
    for (; talking; said++) {
      await story.say(chat, said % 2 ? ann : bob, `m${said}`);
      await sleep(2);
    }
    return said;
  })();

  await using first = await runService('projection', envOf(world));
  await expect.poll(versions).toBeGreaterThan(20);
  process.kill(first.pid, 'SIGSTOP');
  const stoodStill = await versions();
  const before = await epochs();
  await using second = await runService('projection', envOf(world));
  await expect.poll(versions, { timeout: 20_000, interval: 50 }).toBeGreaterThan(stoodStill + 20);
  await expect.poll(async () => (await epochs()).every(({ epoch }, i) => epoch !== before[i]!.epoch)).toBe(true);

  // Its socket is full of events that it takes for its own, and its lease has long been another's.
  const taken = await epochs();
  process.kill(first.pid, 'SIGCONT');
  await expect.poll(() => leasesHeld(first)).toBe(0);
  expect(await epochs()).toEqual(taken);
  expect(await leasesHeld(second)).toBe(taken.length);

  await second.kill('SIGTERM');
  talking = false;
  const said = await talk;
  await expect.poll(versions).toBe(said + 1);
  expect((await ask(queries.chat, { by: ann.id, chat })).chat).toMatchObject({ lastOrdinal: said, version: said + 1 });
  expect(await sql('select count(*)::int as n, max(version) as v from chat_event')).toEqual([
    { n: said + 1, v: said + 1 },
  ]);
  expect(await sql('select count(*)::int as n, max(sender_ordinal) as own from messages')).toEqual([
    { n: said, own: Math.ceil(said / 2) },
  ]);
  expect(await sql('select * from poison')).toEqual([]);
});

test('one that stands still amid a batch holds nobody up, and its batch comes to nothing', async () => {
  world = await openWorld();
  const app = await world.startProjection();
  await expect.poll(() => app.ready()).toBe(true);
  await app[Symbol.asyncDispose]();
  const stream = chatStream(0);
  const open = (idleInTransactionMs: number) =>
    openDatabase({
      url: world.stack.databaseUrl,
      schema,
      applicationName: 'test',
      maxConnections: 1,
      statementTimeoutMs: 20_000,
      idleInTransactionMs,
      log: silentLogger,
    });
  const [still, next] = [open(300), open(0)];
  const mine = await takeEpoch(still, stream);
  const { seq } = await readCheckpoint(still, stream, mine);
  const overtaken = Promise.withResolvers<void>();
  const inBatch = Promise.withResolvers<void>();
  const batch = still.transaction().execute(async (tx) => {
    await moveCheckpoint(tx, { stream, epoch: mine, from: seq, to: seq + 5, lastId: undefined });
    inBatch.resolve();
    await overtaken.promise;
    await moveCheckpoint(tx, { stream, epoch: mine, from: seq + 5, to: seq + 6, lastId: undefined });
  });
  batch.catch(() => undefined);
  await inBatch.promise;
  const theirs = await takeEpoch(next, stream);
  overtaken.resolve();
  await expect(batch).rejects.toThrow();
  expect(await readCheckpoint(next, stream, theirs)).toMatchObject({ seq, epoch: theirs });
  await Promise.all([still.destroy(), next.destroy()]);
});
