import { join } from 'node:path';
import { call } from '@messenger/messaging';
import { queries } from '@messenger/proto';
import { freePort } from '@messenger/stack';
import { type RunningService, runService, WireDevice, type WireUser } from '@messenger/testkit';
import { expect, test } from 'vitest';
import { expectInStep, expectWhole } from './expect-step.ts';
import { type WholeSystem, wholeSystem } from './system.ts';
import { couple } from './talk.ts';

/** One more instance of a service, of a release that says more than this one knows. */
async function nextRelease({ system: { stack } }: WholeSystem, name: Parameters<typeof stack.natsFor>[0], more = {}) {
  const { url, user, password } = stack.natsFor(name);
  return runService(name, {
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'compat/next-release.ts')}`,
    NATS_URL: url,
    NATS_USER: user,
    NATS_PASSWORD: password,
    DATABASE_URL: stack.databaseUrl ?? '',
    REDIS_URL: stack.redisUrl ?? '',
    RATE_LIMITS: 'off',
    BCRYPT_COST: '4',
    ...more,
  });
}

/** A device that comes back through another door, with the cursor that it has from this one. */
async function through(url: string, user: WireUser, device: WireDevice): Promise<void> {
  user.url = url;
  const { connects } = device;
  (await device.online()).close();
  await expect.poll(() => device.connects, { timeout: 20_000 }).toBeGreaterThan(connects);
  await device.online();
}

test('services of this release and of the next, beside each other and one after the other, serve the same people', async () => {
  await using whole = await wholeSystem();
  await using started = new AsyncDisposableStack();
  const port = await freePort();
  const next = new Map<string, RunningService>();
  const start = async (name: Parameters<typeof nextRelease>[1], more = {}) =>
    next.set(name, started.use(await nextRelease(whole, name, more)));
  await Promise.all([start('auth'), start('projection'), start('delivery'), start('chat-command')]);
  await start('gateway', { PORT: String(port) });
  const [oldDoor, newDoor] = [whole.url, `http://127.0.0.1:${port}`];

  const { ann, bob, chatId } = await couple(oldDoor);
  bob.url = newDoor;
  await using annsDevice = new WireDevice(ann);
  await using bobsDevice = new WireDevice(bob);
  await Promise.all([annsDevice.online(), bobsDevice.online()]);
  const sent: Awaited<ReturnType<WireUser['send']>>[] = [];
  const talk = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const author = i % 2 ? ann : bob;
      const other = i % 2 ? bob : ann;
      const one = await author.send(chatId, `message ${sent.length}`);
      sent.push(one);
      other.reached(author.position!);
      await other.must('POST', `/api/messages/${one.messageId}/reactions`, { emoji: '👍' });
      await other.must('POST', `/api/chats/${chatId}/read`, { upTo: one.ordinal });
      if (i % 5 === 0) await author.must('PUT', `/api/messages/${one.messageId}`, { text: `edited ${i}` });
    }
  };
  const inStep = async () => {
    const log = await whole.logOf(chatId);
    expectWhole(log, sent);
    for (const device of [annsDevice, bobsDevice]) {
      await device.reaches(chatId, log.length);
      expectInStep(device, chatId, log);
    }
    for (const user of [ann, bob]) expect(await user.history(chatId)).toHaveLength(sent.length);
  };

  await talk(12);
  await inStep();
  await through(newDoor, ann, annsDevice);
  await through(oldDoor, bob, bobsDevice);
  await talk(12);
  await inStep();

  // Forwards: this release goes; then back: the next one goes, and what it wrote stays.
  await through(newDoor, bob, bobsDevice);
  for (const { name } of whole.system.services.all) await whole.system.services.get(name).stop();
  await talk(10);
  await inStep();
  await using bus = await whole.operator();
  const asked = await call(bus, queries.me, { by: ann.id }, { requestId: 'test' });
  expect(asked).toMatchObject({ value: { addedInTheNextRelease: expect.anything() } });
  for (const { name } of whole.system.services.all) await whole.system.services.get(name).start();
  for (const service of whole.system.services.all) await service.untilReady(30_000);
  for (const service of next.values()) await service.kill('SIGTERM');
  for (const user of [ann, bob]) user.url = oldDoor;
  await talk(10);
  await inStep();
  const log = await whole.logOf(chatId);
  expect(log.filter((event) => 'addedInTheNextRelease' in event.data).length).toBeGreaterThan(10);
  expect(log.filter((event) => !('addedInTheNextRelease' in event.data)).length).toBeGreaterThan(10);
});
