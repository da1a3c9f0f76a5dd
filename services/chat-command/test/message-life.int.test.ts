import { newId } from '@messenger/kit';
import { isRefusal, type UserCard } from '@messenger/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MetaAsked, readModel } from './read-model.ts';
import { type TwoProcesses, twoProcesses } from './two-processes.ts';

/** More than a chat's state remembers. */
const many = 1_150;
let world: TwoProcesses;
let ann: UserCard;
let bob: UserCard;
let eve: UserCard;
let chatId: string;
/** The first messages of the chat, two of Ann's, then two of Bob's; all long forgotten by its state. */
let old: string[];
/** An edit of the last of them, as old as they are, and its answer. */
const editing = newId();
let editedAt: unknown;
/** Likewise a reaction to it, given and taken back. */
const [giving, takingBack] = [newId(), newId()];
let gaveAndTook: unknown[];
const asked: MetaAsked[] = [];
const held = new AsyncDisposableStack();
beforeAll(async () => {
  world = held.use(await twoProcesses());
  const { story } = world;
  [ann, bob, eve] = [await story.user('Ann'), await story.user('Bob'), await story.user('Eve')];
  await story.befriend(ann, bob);
  await world.people.createDirect(ann.id, bob.id);
  const creating = newId();
  const made = await world.people.createGroup(ann.id, { memberIds: [bob.id], commandId: creating });
  if (isRefusal(made)) throw new Error(made.message);
  chatId = made.chatId;
  const ids = Array.from({ length: many }, newId);
  for (let i = 0; i < many; i++) {
    const by = i < 2 || (i > 3 && i % 2) ? ann : bob;
    const answer = await world.people.send(by.id, chatId, `message ${i}`, ids[i]);
    if (isRefusal(answer)) throw new Error(answer.message);
    if (i !== 4) continue;
    editedAt = await edit(bob, ids[3]!, 'first', editing);
    const given = await react(bob, ids[3]!, '🌱', 'AddReaction', giving);
    gaveAndTook = [given, await react(bob, ids[3]!, '🌱', 'RemoveReaction', takingBack)];
  }
  old = ids.slice(0, 4);
}, 120_000);
afterAll(() => held.disposeAsync());

const edit = (by: UserCard, messageId: string, text = 'better', commandId = newId()) =>
  world.people.does('EditMessage', by.id, chatId, { messageId, text, commandId });
const remove = (by: UserCard, messageId: string) => world.people.does('DeleteMessage', by.id, chatId, { messageId });
const react = (
  by: UserCard,
  messageId: string,
  emoji: string,
  type = 'AddReaction' as 'AddReaction' | 'RemoveReaction',
  commandId = newId(),
) => world.people.does(type, by.id, chatId, { messageId, emoji, commandId });
const reply = (by: UserCard, replyTo: string) =>
  world.people.ask({ type: 'SendMessage', by: by.id, chatId, commandId: newId(), text: 'so', replyTo });
const last = async () => (await world.chatEvents(chatId)).at(-1)!;

test('without the read model, what is remembered goes on and what is forgotten has to wait', async () => {
  const answer = await world.people.send(ann.id, chatId, 'quite new');
  const { messageId } = answer as { messageId: string };
  expect(await edit(ann, messageId)).toEqual(expect.any(Number));
  expect(await edit(bob, messageId)).toBe('forbidden');
  expect(await reply(bob, messageId)).toMatchObject({ ordinal: many + 2 });
  expect(await react(bob, messageId, '👍')).toEqual(expect.any(Number));
  expect(await react(bob, messageId, '👍', 'RemoveReaction')).toEqual(expect.any(Number));
  expect(await remove(ann, messageId)).toEqual(expect.any(Number));
  expect(await edit(ann, old[0]!)).toBe('unavailable');
  expect(await edit(eve, old[0]!)).toBe('not_found');
});

test('while the read model takes its time over something old, the chat goes on', async () => {
  const gate = Promise.withResolvers<void>();
  held.use(await readModel(world.stack, world.log, asked, () => gate.promise));
  const pending = [edit(ann, old[1]!, 'at last'), edit(ann, old[1]!, 'at last'), react(bob, old[1]!, '🌱')];
  for (let i = 0; i < 10; i++) {
    expect(await world.people.send(bob.id, chatId, 'meanwhile')).toMatchObject({ ordinal: many + 3 + i });
  }
  gate.resolve();
  const answers = await Promise.all(pending);
  expect(answers.every((version) => typeof version === 'number')).toBe(true);
});

test('old messages are edited and deleted by their author, and the read model may lag meanwhile', async () => {
  const before = (await world.chatEvents(chatId)).length;
  expect(await edit(ann, old[0]!)).toBe(before + 1);
  expect(asked.at(-1)).toEqual({ chatId, messageId: old[0], version: before - 500 });
  expect(await last()).toMatchObject({
    type: 'MessageEdited',
    data: { messageId: old[0], ordinal: 1, text: 'better' },
  });
  expect(await edit(bob, old[0]!)).toBe('forbidden');
  expect(await edit(eve, old[0]!)).toBe('not_found');
  expect(await edit(ann, old[0]!, ' ')).toBe('validation_failed');
  expect(await edit(ann, newId())).toBe('not_found');
  expect(await remove(bob, old[0]!)).toBe('forbidden');
  expect(await remove(ann, old[0]!)).toBe(before + 2);
  expect(await remove(ann, old[0]!)).toBe(before + 2);
  expect(await edit(ann, old[0]!)).toBe('conflict');
  expect(await reply(bob, old[0]!)).toMatchObject({ code: 'not_found' });
  expect(await react(bob, old[0]!, '👍')).toBe('conflict');
});

test('old messages are replied to', async () => {
  expect(await reply(bob, old[1]!)).toMatchObject({ messageId: expect.any(String) });
  expect(await last()).toMatchObject({ data: { replyTo: { messageId: old[1], ordinal: 2, senderId: ann.id } } });
  expect(await reply(eve, old[1]!)).toMatchObject({ code: 'not_found' });
  expect(await reply(bob, newId())).toMatchObject({ code: 'not_found' });
  const creation = (await world.chatEvents(chatId))[0]!.id;
  expect(await reply(bob, creation)).toMatchObject({ code: 'not_found' });
  expect(await edit(ann, creation)).toBe('not_found');
});

test('a message of another chat is none of this one', async () => {
  const made = await world.people.createGroup(ann.id, { memberIds: [bob.id] });
  const { chatId: elsewhere } = made as { chatId: string };
  const sent = await world.people.send(ann.id, elsewhere, 'over here');
  const { messageId } = sent as { messageId: string };
  expect(await edit(ann, messageId)).toBe('not_found');
  expect(await remove(ann, messageId)).toBe('not_found');
  expect(await react(ann, messageId, '👍')).toBe('not_found');
  expect(await reply(ann, messageId)).toMatchObject({ code: 'not_found' });
});

test('old and new messages are reacted to, each emoji once, 20 at most, one emoji each', async () => {
  const sent = await world.people.send(ann.id, chatId, 'new');
  for (const messageId of [old[2]!, (sent as { messageId: string }).messageId]) {
    const version = await react(bob, messageId, '👍🏽');
    expect(await react(bob, messageId, '👍🏽')).toBe(version);
    expect(await react(ann, messageId, '👍🏽')).toBe(Number(version) + 1);
    expect(await react(bob, messageId, '👍🏽', 'RemoveReaction')).toBe(Number(version) + 2);
    expect(await react(bob, messageId, '👍🏽', 'RemoveReaction')).toBe(Number(version) + 2);
    for (const no of ['a', '1', '👍👍', '<b>']) expect(await react(bob, messageId, no)).toBe('validation_failed');
    expect(await react(eve, messageId, '👍')).toBe('not_found');
    const faces = [...'😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓'];
    for (const face of faces) expect(await react(bob, messageId, face)).toEqual(expect.any(Number));
    expect(await react(bob, messageId, '👍')).toBe('conflict');
    expect(await react(ann, messageId, '👍')).toEqual(expect.any(Number));
  }
});

test('20 at most also when they come at once, from two processes', async () => {
  const sent = await world.people.send(ann.id, chatId, 'popular');
  const { messageId } = sent as { messageId: string };
  const faces = [...'😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓🌱🎉👍'];
  const answers = await Promise.all(faces.map((face) => react(bob, messageId, face)));
  expect(answers.filter((answer) => answer === 'conflict')).toHaveLength(3);
  const events = await world.chatEvents(chatId);
  const added = events.filter(({ type, data }) => type === 'ReactionAdded' && data.messageId === messageId);
  expect(added).toHaveLength(20);
});

test('what was created, sent and changed long ago is answered the same', async () => {
  const events = await world.chatEvents(chatId);
  const [created, first] = events;
  const again = await world.people.createGroup(ann.id, { memberIds: [bob.id], commandId: created!.id });
  expect(again).toEqual({ chatId, created: true });
  expect(await world.people.send(ann.id, chatId, 'message 0', first!.id)).toEqual({
    messageId: first!.id,
    version: 2,
    ordinal: 1,
    sentAt: first!.at,
  });
  expect(await world.people.send(bob.id, chatId, 'mine', first!.id)).toMatchObject({ code: 'id_reused' });
  expect(await world.people.does('UpdateChat', ann.id, chatId, { name: 'X', commandId: first!.id })).toBe('id_reused');
  expect(await world.chatEvents(chatId)).toHaveLength(events.length);
  expect(await edit(bob, old[3]!, 'second')).toBe(events.length + 1);
  expect(await edit(bob, old[3]!, 'first', editing)).toBe(editedAt);
  expect(await edit(ann, old[3]!, 'first', editing)).toBe('id_reused');
  const give = (by: UserCard) => react(by, old[3]!, '🌱', 'AddReaction', giving);
  expect([await give(bob), await react(bob, old[3]!, '🌱', 'RemoveReaction', takingBack)]).toEqual(gaveAndTook);
  expect(await give(ann)).toBe('id_reused');
  expect(await react(bob, old[3]!, '🌱', 'RemoveReaction', giving)).toBe('id_reused');
  expect(await world.chatEvents(chatId)).toHaveLength(events.length + 1);
});
