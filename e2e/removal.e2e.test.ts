import { setTimeout as sleep } from 'node:timers/promises';
import type { Chat, Push } from '@messenger/proto';
import { WireDevice, WireUser } from '@messenger/testkit';
import { expect, test } from 'vitest';
import { sharedSystem } from './shared-system.ts';
import { talk } from './talk.ts';

test('a member removed while 200 messages/s flow: nothing of a later event on any path', async () => {
  const whole = sharedSystem();
  const [owner, bob, carol] = await Promise.all(
    ['owner', 'bob', 'carol'].map((name) => WireUser.register(whole.url, name)),
  );
  if (!owner || !bob || !carol) throw new Error('no users');
  await owner.befriend(bob);
  await owner.befriend(carol);
  const { chat } = await owner.must<{ chat: Chat }>('POST', '/api/chats/group', {
    name: 'Busy',
    memberIds: [bob.id, carol.id],
  });

  await using stack = new AsyncDisposableStack();
  const devices = [owner, carol, owner, carol, owner].map((user) => stack.use(new WireDevice(user)));
  await Promise.all(devices.map((device) => device.online()));
  const sockets = await Promise.all([bob.connect(), bob.connect()]);
  await Promise.all(sockets.map((socket) => socket.ready()));
  const talks = devices.map((device, i) => talk(device, chat.id, 200 / devices.length, `d${i}`));
  await sleep(1_500);

  // A poll and a page under way at the very time, again and again.
  const seen: Push[] = [];
  const answers: { messages: { version: number }[] }[] = [];
  let asking = true;
  let cursor = (await bob.must<{ cursor: string }>('GET', '/api/sync')).cursor;
  const polling = (async () => {
    while (asking) {
      const page = await bob.must<{ cursor: string; events: Push[] }>(
        'GET',
        `/api/sync?wait=1&cursor=${encodeURIComponent(cursor)}`,
      );
      seen.push(...page.events);
      cursor = page.cursor;
    }
  })();
  const reading = (async () => {
    while (asking) {
      const page = await bob.request<{ messages: { version: number }[] }>('GET', `/api/chats/${chat.id}/messages`);
      if (page.status === 200) answers.push(page.body);
      else expect(page.status).toBe(404);
    }
  })();
  await sleep(500);
  await owner.must('DELETE', `/api/chats/${chat.id}/members/${bob.id}`);
  await sleep(1_500);
  asking = false;
  await Promise.all([polling, reading]);
  await Promise.all(talks.map((t) => t.end()));
  const theirs = ({ chatId, type }: Push) => chatId === chat.id && type === 'chat:removed';
  for (const socket of sockets) await socket.until(theirs, 'chat:removed');

  const log = await whole.logOf(chat.id);
  const removed = log.find((event) => event.type === 'MemberRemoved')!.version;
  expect(log.at(-1)!.version).toBeGreaterThan(removed + 50);
  const frames = [...sockets.flatMap((socket) => socket.frames), ...seen].filter((frame) => frame.chatId === chat.id);
  expect(frames.some((frame) => frame.version === removed - 1)).toBe(true);
  expect(frames.filter((frame) => (frame.version ?? 0) >= removed)).toEqual([]);
  for (const socket of sockets) {
    const mine = socket.frames.filter((frame) => frame.chatId === chat.id);
    expect(mine.at(-1)!.type).toBe('chat:removed');
    socket.close();
  }
  for (const { messages } of answers) for (const message of messages) expect(message.version).toBeLessThan(removed);
  for (const path of ['', '/messages', '/events?after=0']) {
    expect((await bob.request('GET', `/api/chats/${chat.id}${path}`)).status).toBe(404);
  }
});
