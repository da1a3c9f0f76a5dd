import { queries } from '@messenger/proto';
import { runService } from '@messenger/testkit';
import { afterEach, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
afterEach(() => world?.[Symbol.asyncDispose]());

test('killed amid the talk, the service goes on from where it was', async () => {
  world = await openWorld();
  const { story, ask, sql, stack } = world;
  const { url, user, password } = stack.natsFor('projection');
  const env = { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password, DATABASE_URL: stack.databaseUrl };
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
  for (const name of ['projection_batch_events', 'projection_query_seconds', 'projection_lag_events']) {
    expect(metrics).toContain(name);
  }
  await second.kill('SIGTERM');
});

test('stopped by a signal, the service ends by itself and gives its lease back at once', async () => {
  world = await openWorld();
  const { story, ask, stack } = world;
  const { url, user, password } = stack.natsFor('projection');
  const env = { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password, DATABASE_URL: stack.databaseUrl };
  const first = await runService('projection', env);
  const ann = await story.user('Ann');
  expect((await ask(queries.me, { by: ann.id })).user.id).toBe(ann.id);
  const startedAt = performance.now();
  await first.kill('SIGTERM');
  await using _ = await runService('projection', env);
  const bob = await story.user('Bob');
  expect((await ask(queries.me, { by: bob.id })).user.id).toBe(bob.id);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
