import { newId } from '@messenger/kit';
import { chatStreamOf, isRefusal, type Sent, subjects } from '@messenger/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registered } from './people.ts';
import { type MetaAsked, readModel } from './read-model.ts';
import { type TwoInstances, twoInstances } from './two-instances.ts';

let world: TwoInstances;
beforeAll(async () => {
  world = await twoInstances();
});
afterAll(() => world[Symbol.asyncDispose]());

const chat = () => world.people.directChat(world.log.events);

test('messages are numbered in the order of the log, and their answers tell it', async () => {
  const { ann, bob, chatId } = await chat();
  const answers: Sent[] = [];
  for (let n = 0; n < 5; n++) {
    const answer = await world.people.send(n % 2 ? ann : bob, chatId, `message ${n}`);
    if (!isRefusal(answer)) answers.push(answer);
  }
  expect(answers.map(({ ordinal, version }) => [ordinal, version])).toEqual([
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 5],
    [5, 6],
  ]);
  const events = await world.chatEvents(chatId);
  for (const answer of answers) {
    expect(events[answer.version - 1]).toMatchObject({
      id: answer.messageId,
      at: answer.sentAt,
      by: expect.any(String),
    });
  }
});

test('the same message again, at once and at both instances, is one message with one answer', async () => {
  const { ann, bob, chatId } = await chat();
  const messageId = newId();
  const answers = await Promise.all(Array.from({ length: 8 }, () => world.people.send(ann, chatId, 'once', messageId)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await world.people.send(ann, chatId, 'another text', messageId)).toEqual(answers[0]);
  expect(await world.people.send(bob, chatId, 'mine', messageId)).toMatchObject({ code: 'id_reused' });
  expect(await world.chatEvents(chatId)).toHaveLength(2);
});

test('a stranger, and anyone in a chat that does not exist, finds nothing there', async () => {
  const { ann, chatId } = await chat();
  const eve = await registered(world.log.events, 'eve');
  expect(await world.people.send(eve, chatId, 'hello')).toMatchObject({ code: 'not_found' });
  expect(await world.people.send(ann, newId(), 'hello')).toMatchObject({ code: 'not_found' });
  expect(await world.people.send(eve, newId(), 'hello')).toEqual(await world.people.send(eve, chatId, 'hello'));
  expect(await world.chatEvents(chatId)).toHaveLength(1);
});

test.each([
  ['10,001 letters', 'a'.repeat(10_001)],
  ['10,001 astral characters', '🌱'.repeat(10_001)],
  ['nothing', ''],
  ['blanks alone', ' \n '],
  ['U+0000', 'a\u0000b'],
  ['a lone surrogate', 'a\ud800b'],
])('%s is refused with the field, and nothing is appended', async (_, text) => {
  const { ann, chatId } = await chat();
  const answer = await world.people.send(ann, chatId, text);
  expect(answer).toMatchObject({
    code: 'validation_failed',
    details: [{ field: '/text', message: expect.any(String) }],
  });
  expect(await world.chatEvents(chatId)).toHaveLength(1);
});

test('10,000 astral characters are sent as they are', async () => {
  const { ann, chatId } = await chat();
  const text = '🌱'.repeat(10_000);
  expect(await world.people.send(ann, chatId, text)).toMatchObject({ ordinal: 1 });
  expect((await world.chatEvents(chatId)).at(-1)).toMatchObject({ data: { text } });
});

test.each([
  ['an id with a line break', { chatId: `${newId()}\n` }],
  ['an id with a wildcard', { chatId: '*' }],
  ['an id in upper case', { by: newId().toUpperCase() }],
  ['an unknown command', { type: 'DeleteEverything' }],
  ['a command that only the service itself gives', { type: 'CloseDirect' }],
  ['a text that is no text', { text: 7 }],
])('%s is refused before anything is decided', async (_, wrong) => {
  const { ann, chatId } = await chat();
  const command = { type: 'SendMessage', commandId: newId(), by: ann, chatId, text: 'hello', ...wrong };
  const reply = await world.log.bus.request(subjects.anyChatCommand, JSON.stringify(command), { timeoutMs: 2_000 });
  expect(reply.json()).toMatchObject({ refused: true, code: 'validation_failed' });
  expect(await world.chatEvents(chatId)).toHaveLength(1);
});

test('ids older than what a chat remembers are looked up: the same answer, taken, or new', async () => {
  const { ann, bob, chatId } = await chat();
  const ids = Array.from({ length: 1_200 }, newId);
  const first = await world.people.send(ann, chatId, 'the first', ids[0]);
  for (const id of ids.slice(1)) await world.people.send(bob, chatId, 'one of many', id);

  const away = await world.people.send(ann, chatId, 'the first', ids[0]);
  expect(away).toMatchObject({ code: 'unavailable' });
  const asked: MetaAsked[] = [];
  await using _model = await readModel(world.stack, world.log, asked);
  expect(await world.people.send(ann, chatId, 'the first', ids[0])).toEqual(first);
  expect(asked.at(-1)).toEqual({ chatId, messageId: ids[0], version: 701 });
  expect(await world.people.send(bob, chatId, 'mine', ids[0])).toMatchObject({ code: 'id_reused' });

  const before = '00000000-0000-7000-8000-000000000001';
  expect(await world.people.send(ann, chatId, 'from a clock long ago', before)).toMatchObject({ ordinal: 1_201 });
  expect(await world.people.send(ann, chatId, 'from a clock long ago', before)).toMatchObject({ ordinal: 1_201 });
  const lookups = asked.length;
  expect(await world.people.send(ann, chatId, 'the newest')).toMatchObject({ ordinal: 1_202 });
  expect(asked.length).toBe(lookups);
  const stream = chatStreamOf(chatId, world.log.events.shape);
  expect(await world.log.events.read(stream, subjects.chatEvents(chatId), { after: 0 })).toHaveLength(1_203);
}, 60_000);
