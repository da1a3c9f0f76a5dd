import { WireDevice } from '@messenger/testkit';
import { expect, test } from 'vitest';
import { expectInStep, expectWhole } from './expect-step.ts';
import { wholeSystem } from './system.ts';
import { couple, talk } from './talk.ts';

test('Postgres stopped: messages still flow live between connected users; started again: history is complete', async () => {
  await using whole = await wholeSystem();
  const { ann, bob, chatId } = await couple(whole.url);
  await using annsDevice = new WireDevice(ann);
  await using bobsDevice = new WireDevice(bob);
  await Promise.all([annsDevice.online(), bobsDevice.online()]);

  await whole.system.stack.servers.postgres!.stop();
  const talks = [talk(annsDevice, chatId, 25, 'ann'), talk(bobsDevice, chatId, 25, 'bob')];
  await bobsDevice.reaches(chatId, 100);
  await annsDevice.reaches(chatId, 100);
  const during = await ann.request('GET', `/api/chats/${chatId}/messages`);
  expect(during.status).toBe(503);
  expect(during.headers.get('retry-after')).toMatch(/^\d+$/);
  const acknowledged = (await Promise.all(talks.map((t) => t.end()))).flat();
  expect([annsDevice.connects, bobsDevice.connects]).toEqual([1, 1]);

  await whole.system.stack.servers.postgres!.start();
  const log = await whole.logOf(chatId);
  expectWhole(log, acknowledged);
  await expect.poll(async () => (await ann.request('GET', '/api/chats')).status, { timeout: 20_000 }).toBe(200);
  await expect
    .poll(async () => (await ann.history(chatId)).length, { timeout: 20_000 })
    .toBe(log.filter((event) => event.type === 'MessageSent').length);
  expect((await bob.history(chatId)).map(({ id, version }) => ({ id, version }))).toEqual(
    log.filter((event) => event.type === 'MessageSent').map(({ id, version }) => ({ id, version })),
  );
  for (const device of [annsDevice, bobsDevice]) expectInStep(device, chatId, log);
});
