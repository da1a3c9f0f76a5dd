import { setTimeout as sleep } from 'node:timers/promises';
import { type Frame, WireDevice, type WireUser } from '@messenger/testkit';
import { expect, test } from 'vitest';
import { sharedSystem } from './shared-system.ts';
import { couple, talk } from './talk.ts';

const times = 100;
const whole = sharedSystem();

/** A device that slept since `version` and connects with the cursor of then: the version it gets to, or a breach. */
async function joinMidStream(user: WireUser, chatId: string, { cursor, version }: { cursor: string; version: number }) {
  const socket = await user.connect(cursor);
  try {
    const ready = await socket.ready();
    const live = await socket.until(
      (frame) => frame.type === 'message:new' && after(socket.frames, ready, frame),
      'live',
    );
    await socket.until((frame) => (frame.version ?? 0) > live.version! + 10, 'ten more');
    let mine = version;
    for (const frame of socket.frames) {
      if (frame.chatId !== chatId || frame.version === undefined) continue;
      // More than 500 missed, as on a machine that is too busy: what was before is loaded, what follows must be whole.
      if (frame.type === 'chat:reset') mine = Math.max(mine, frame.version);
      expect(frame.version, 'a hole').toBeLessThanOrEqual(mine + 1);
      if (frame.version === mine + 1) mine = frame.version;
    }
    expect(mine).toBeGreaterThan(live.version!);
    return mine - version;
  } finally {
    socket.close();
  }
}

const after = (frames: Frame[], first: Frame, second: Frame) => frames.indexOf(second) > frames.indexOf(first);

test(`a client connects with a cursor in the middle of 200 messages/s, ${times} times: never a hole`, async () => {
  const { ann, bob, chatId } = await couple(whole.url);
  await using annsDevice = new WireDevice(ann);
  await using bobsDevice = new WireDevice(bob);
  await Promise.all([annsDevice.online(), bobsDevice.online()]);
  // Under the limit of frames per second of one socket, so the 200 come from several.
  await using more = new AsyncDisposableStack();
  const speakers = [annsDevice, bobsDevice];
  for (const user of [ann, bob, ann, bob]) {
    const device = more.use(new WireDevice(user));
    await device.online();
    speakers.push(device);
  }
  const talks = speakers.map((device, i) => talk(device, chatId, 200 / speakers.length, `speaker ${i}`));
  const observer = await bob.connect();
  await observer.ready();
  const cursors: { cursor: string; version: number }[] = [];
  await sleep(2_000);
  let caughtUp = 0;
  for (let n = 0; n < times; n++) {
    for (const frame of observer.frames.splice(0)) {
      if (frame.cursor && frame.version) cursors.push({ cursor: frame.cursor, version: frame.version });
    }
    const recent = cursors.slice(-100);
    caughtUp += await joinMidStream(bob, chatId, recent[Math.floor(Math.random() * recent.length)]!);
  }
  const acknowledged = (await Promise.all(talks.map((t) => t.end()))).flat();
  expect(acknowledged.length).toBeGreaterThan(times);
  expect(caughtUp).toBeGreaterThan(times * 10);
  expect(bobsDevice.holes).toEqual([]);
});
