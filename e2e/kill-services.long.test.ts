import { setTimeout as sleep } from 'node:timers/promises';
import { WireDevice } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectInStep, expectWhole } from './expect-step.ts';
import { type WholeSystem, wholeSystem } from './system.ts';
import { couple, talk } from './talk.ts';

let whole: WholeSystem;
beforeAll(async () => {
  whole = await wholeSystem();
});
afterAll(() => whole[Symbol.asyncDispose]());

test.for(['chat-command', 'projection', 'gateway', 'delivery', 'auth'])(
  'kill -9 of %s while messages flow: all that was acknowledged reaches both sides exactly once',
  async (name) => {
    const { ann, bob, chatId } = await couple(whole.url);
    await using annsDevice = new WireDevice(ann);
    await using bobsDevice = new WireDevice(bob);
    await Promise.all([annsDevice.online(), bobsDevice.online()]);
    const talks = [talk(annsDevice, chatId, 25, 'ann'), talk(bobsDevice, chatId, 25, 'bob')];
    await sleep(1_000);
    const service = whole.system.services.get(name);
    const before = service.pid;
    await service.kill('SIGKILL');
    await service.untilReady(30_000);
    expect(service.pid).not.toBe(before);
    await sleep(1_500);
    const acknowledged = (await Promise.all(talks.map((t) => t.end()))).flat();
    expect(acknowledged.length).toBeGreaterThan(50);

    const log = await whole.logOf(chatId);
    expectWhole(log, acknowledged);
    for (const device of [annsDevice, bobsDevice]) {
      await device.reaches(chatId, log.length);
      expectInStep(device, chatId, log);
    }
    const sent = log.filter((event) => event.type === 'MessageSent').map((event) => event.id);
    await expect
      .poll(async () => (await ann.history(chatId)).map((message) => message.id), { timeout: 20_000 })
      .toEqual(sent);
  },
);
