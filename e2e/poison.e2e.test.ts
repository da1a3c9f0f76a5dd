import { openEventStore } from '@messenger/event-store';
import { newId, silentLogger } from '@messenger/kit';
import { chatStreamOf, directoryStream, receiptStreamOf, subjects } from '@messenger/proto';
import { messenger, operatorEnv, WireDevice } from '@messenger/testkit';
import { expect, test } from 'vitest';
import { wholeSystem } from './system.ts';
import { couple } from './talk.ts';

type Told = { stream: string; seq: number; reason: string; setAsideBy: string[] };

test('corrupt, unknown and too new events in every stream: every follower goes on, and says which and where', async () => {
  await using whole = await wholeSystem();
  const { ann, bob, chatId } = await couple(whole.url);
  await using device = new WireDevice(bob);
  await device.online();
  const first = await ann.send(chatId, 'before');
  await device.reaches(chatId, first.version);

  await using bus = await whole.operator();
  const events = await openEventStore(bus, { log: silentLogger });
  const stored = {
    id: newId(),
    v: 1,
    version: first.version + 1,
    prev: null,
    by: ann.id,
    at: new Date().toISOString(),
  };
  const kinds = (type: string, aggregate: Record<string, unknown>) => [
    'this is not JSON',
    JSON.stringify({ ...stored, ...aggregate, type: 'SomethingNew', data: {} }),
    JSON.stringify({ ...stored, ...aggregate, type, v: 9, data: {} }),
  ];
  const [chatOf, receiptsOf] = [chatStreamOf(chatId, events.shape), receiptStreamOf(chatId, events.shape)];
  const stranger = newId();
  const put = new Map<string, number[]>();
  // Neither what is held in memory nor what is known to be followed was made with it there.
  await whole.system.services.get('chat-command').kill('SIGKILL');
  for (const [stream, subject, payloads] of [
    [chatOf, subjects.chatEvents(chatId), kinds('MessageSent', { chatId })],
    [directoryStream, subjects.userEvents(stranger), kinds('UserRegistered', { userId: stranger })],
    [receiptsOf, subjects.receipts(newId()), kinds('ReceiptsMoved', { chatId })],
  ] as const) {
    const seqs: number[] = [];
    for (const payload of payloads) seqs.push((await bus.nc.jetstream().publish(subject, payload)).seq);
    put.set(stream, seqs);
  }

  const second = await ann.send(chatId, 'after');
  expect(second.version).toBe(first.version + 1);
  await device.reaches(chatId, second.version);
  expect(device.holes).toEqual([]);
  bob.position = ann.position;
  expect((await bob.history(chatId)).map((message) => message.text)).toEqual(['before', 'after']);
  await bob.must('POST', `/api/chats/${chatId}/read`, { upTo: second.ordinal });
  const seen = async () => (await ann.must<{ chat: { peerReadUpTo: number } }>('GET', `/api/chats/${chatId}`)).chat;
  await expect.poll(async () => (await seen()).peerReadUpTo, { timeout: 20_000 }).toBe(second.ordinal);
  const carol = await couple(whole.url);
  expect((await carol.ann.send(carol.chatId, 'the directory is followed too')).ordinal).toBe(1);

  const told = async () => {
    const { stdout } = await messenger(['poison', '--json'], operatorEnv(whole.system.stack));
    return JSON.parse(stdout) as Told[];
  };
  const by = async (stream: string) => {
    const all = (await told()).filter((one) => one.stream === stream);
    expect(all.map(({ seq }) => seq)).toEqual(put.get(stream));
    expect(all.map(({ reason }) => reason)).toEqual([
      'not JSON',
      expect.stringMatching(/^unknown type/),
      expect.stringMatching(/ v/),
    ]);
    return all.map(({ setAsideBy }) => setAsideBy.toSorted());
  };
  const thrice = (...names: string[]) => [names, names, names];
  await expect
    .poll(() => by(chatOf), { timeout: 20_000 })
    .toEqual(thrice('aggregate.chat', 'delivery', 'delivery.rolls', 'gateway', 'projection'));
  await expect
    .poll(() => by(directoryStream), { timeout: 20_000 })
    .toEqual(thrice('chat-command-repair', 'delivery', 'delivery-preferences', 'gateway', 'projection'));
  await expect.poll(() => by(receiptsOf), { timeout: 20_000 }).toEqual(thrice('delivery', 'gateway', 'projection'));

  for (const [service, follower] of [
    ['projection', 'projection'],
    ['gateway', 'gateway'],
    ['delivery', 'delivery-preferences'],
    ['chat-command', 'chat-command-repair'],
  ] as const) {
    const { healthUrl } = whole.system.services.get(service);
    const metrics = await (await fetch(`${healthUrl}/metrics`)).text();
    expect(metrics).toContain(`follower_poison_total{follower="${follower}",stream="${directoryStream}"} 3`);
  }
  const { stdout } = await messenger(['positions', '--json'], operatorEnv(whole.system.stack));
  const { followers } = JSON.parse(stdout) as { followers: { name: string; stream: string; position: number }[] };
  const behind = followers.filter(({ stream, position }) => position <= Math.max(...(put.get(stream) ?? [0])));
  expect(behind).toEqual([]);
});
