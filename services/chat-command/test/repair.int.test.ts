import { chainHash } from '@messenger/event-store';
import { directChatId, newId, pairId, sleep } from '@messenger/kit';
import { type ContactEvent, directoryStream, isRefusal, subjects } from '@messenger/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registered } from './people.ts';
import { type TwoInstances, twoInstances } from './two-instances.ts';

let world: TwoInstances;
beforeAll(async () => {
  world = await twoInstances();
});
afterAll(() => world[Symbol.asyncDispose]());

/** What a removal or an acceptance leaves behind whose writer died before it came to the chat. */
async function halfDone(a: string, b: string, type: ContactEvent['type']): Promise<void> {
  const { events } = world.log;
  const subject = subjects.contactEvents(pairId(a, b));
  const last = (await events.last(directoryStream, subject))!;
  const { version, data } = JSON.parse(Buffer.from(last.data).toString());
  const base = { id: newId(), type, v: 1, pairId: pairId(a, b), version: version + 1, prev: chainHash(last.data) };
  const event = { ...base, by: b, at: new Date().toISOString(), data };
  await events.append({ subject, expected: last.seq, payload: JSON.stringify(event) });
}
const typesOf = async (chatId: string) => (await world.chatEvents(chatId)).map(({ type }) => type);

test('a crash between a removal and the closing of the chat is made good, and so is one before the reopening', async () => {
  const { ann, bob, chatId } = await world.people.directChat(world.log.events);
  await halfDone(ann, bob, 'ContactRemoved');
  await expect.poll(() => typesOf(chatId), { timeout: 20_000 }).toEqual(['ChatCreated', 'DirectClosed']);
  expect(await world.people.send(ann, chatId, 'hello?')).toMatchObject({ code: 'chat_closed' });
  await halfDone(ann, bob, 'ContactRequested');
  await halfDone(ann, bob, 'ContactAccepted');
  await expect
    .poll(() => typesOf(chatId), { timeout: 20_000 })
    .toEqual(['ChatCreated', 'DirectClosed', 'DirectReopened']);
  expect(await world.people.send(ann, chatId, 'hello!')).toMatchObject({ ordinal: 1 });
});

test('a chat that comes into the log after its two parted, from a creator who died, is closed', async () => {
  const { events } = world.log;
  const [ann, bob] = [await registered(events, 'ann'), await registered(events, 'bob')];
  await world.people.befriend(ann, bob);
  await halfDone(ann, bob, 'ContactRemoved');
  await sleep(1_000);
  const chatId = directChatId(ann, bob);
  const members = [ann, bob].map((userId) => ({ userId, role: 'member' }));
  const data = { kind: 'direct', name: null, slug: null, avatar: null, members };
  const base = { id: newId(), type: 'ChatCreated', v: 1, chatId, version: 1, prev: null, by: ann };
  const created = { ...base, at: new Date().toISOString(), data };
  await events.append({ subject: subjects.chatEvents(chatId), expected: 0, payload: JSON.stringify(created) });
  await expect.poll(() => typesOf(chatId), { timeout: 20_000 }).toEqual(['ChatCreated', 'DirectClosed']);
});

test('the same command again finishes it at once', async () => {
  const { ann, bob, chatId } = await world.people.directChat(world.log.events);
  await halfDone(ann, bob, 'ContactRemoved');
  const removed = (await world.pairEvents(pairId(ann, bob))).at(-1)!;
  const again = await world.people.contact({ type: 'RemoveContact', commandId: removed.id, by: bob, userId: ann });
  expect(isRefusal(again) ? again.code : again.value.standing).toBe('none');
  expect(await typesOf(chatId)).toEqual(['ChatCreated', 'DirectClosed']);
});

test('poison in the directory does not keep it from its work', async () => {
  const { ann, bob, chatId } = await world.people.directChat(world.log.events);
  const { events } = world.log;
  for (const payload of ['not JSON', '{"type":"constructor"}', '{"type":{"toString":1},"v":1}']) {
    await events.append({ subject: subjects.userEvents(newId()), expected: 0, payload });
  }
  await halfDone(ann, bob, 'ContactRemoved');
  await expect.poll(() => typesOf(chatId), { timeout: 20_000 }).toEqual(['ChatCreated', 'DirectClosed']);
});

test('a poison event in a chat and in a pair is passed by: both can be used', async () => {
  const { ann, bob, chatId } = await world.people.directChat(world.log.events);
  const { events } = world.log;
  await world.people.send(ann, chatId, 'before');
  for (const subject of [subjects.chatEvents(chatId), subjects.contactEvents(pairId(ann, bob))]) {
    const stream = subject === subjects.chatEvents(chatId) ? 'CHAT-0' : directoryStream;
    const last = (await events.last(stream, subject))!;
    await events.append({ subject, expected: last.seq, payload: 'not JSON' });
  }
  expect(await world.people.send(bob, chatId, 'after')).toMatchObject({ ordinal: 2, version: 3 });
  const removed = await world.people.contact({ type: 'RemoveContact', commandId: newId(), by: bob, userId: ann });
  expect(isRefusal(removed)).toBe(false);
  expect(await world.people.send(ann, chatId, 'gone?')).toMatchObject({ code: 'chat_closed' });
});
