import { openEventStore } from '@messenger/event-store';
import { newId, silentLogger } from '@messenger/kit';
import { chatStreamOf, subjects } from '@messenger/proto';
import { WireDevice } from '@messenger/testkit';
import { expect, test } from 'vitest';
import { wholeSystem } from './system.ts';
import { couple } from './talk.ts';

test('poison put into the streams by hand: every follower goes on, and says where it is', async () => {
  await using whole = await wholeSystem();
  const { ann, bob, chatId } = await couple(whole.url);
  await using device = new WireDevice(bob);
  await device.online();
  const first = await ann.send(chatId, 'before');
  await device.reaches(chatId, first.version);

  await using bus = await whole.operator();
  const events = await openEventStore(bus, { log: silentLogger });
  const subject = subjects.chatEvents(chatId);
  const unknown = {
    id: newId(),
    type: 'SomethingNew',
    v: 9,
    chatId,
    version: first.version + 1,
    prev: null,
    by: ann.id,
    at: new Date().toISOString(),
    data: {},
  };
  const put = async (payload: string, where: string) => {
    await bus.nc.jetstream().publish(where, payload);
  };
  await put('this is not JSON', subject);
  await put(JSON.stringify(unknown), subject);
  await put('{"id":1}', subjects.userEvents(newId()));
  const end = (await events.bounds(chatStreamOf(chatId, events.shape))).last;

  const second = await ann.send(chatId, 'after');
  expect(second.version).toBe(first.version + 1);
  await device.reaches(chatId, second.version);
  expect(device.holes).toEqual([]);
  bob.position = ann.position;
  expect((await bob.history(chatId)).map((message) => message.text)).toEqual(['before', 'after']);
  const carol = await couple(whole.url);
  expect((await carol.ann.send(carol.chatId, 'the directory is followed too')).ordinal).toBe(1);

  for (const name of ['projection', 'gateway']) {
    const metrics = await (await fetch(`${whole.system.services.get(name).healthUrl}/metrics`)).text();
    const poisoned = [...metrics.matchAll(/^follower_poison_total\{([^}]*)\} (\d+)$/gm)].map(([, labels, count]) => ({
      labels,
      count: Number(count),
    }));
    const total = (stream: string) =>
      poisoned.filter(({ labels }) => labels!.includes(`"${stream}"`)).reduce((sum, { count }) => sum + count, 0);
    expect(total('CHAT-0'), `${name}: ${metrics}`).toBeGreaterThanOrEqual(2);
    expect(total('DIRECTORY'), name).toBeGreaterThanOrEqual(1);
    const positions = [...metrics.matchAll(/^follower_position\{[^}]*stream="CHAT-0"[^}]*\} (\d+)$/gm)].map(([, seq]) =>
      Number(seq),
    );
    expect(Math.max(...positions), name).toBeGreaterThan(end);
  }
  const stored = await events.read(chatStreamOf(chatId, events.shape), subject, { after: 0 });
  const readable = stored.filter(({ data }) => Buffer.from(data).toString().includes('"type":"MessageSent"'));
  expect(readable).toHaveLength(2);
});
