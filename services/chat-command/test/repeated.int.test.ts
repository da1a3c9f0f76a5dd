import { newId } from '@messenger/kit';
import { type ChatCommand, isRefusal, type UserCard, type UserCommand } from '@messenger/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readModel } from './read-model.ts';
import { type TwoProcesses, twoProcesses } from './two-processes.ts';

let world: TwoProcesses;
let model: AsyncDisposable;
let ann: UserCard;
let bob: UserCard;
let carl: UserCard;
beforeAll(async () => {
  world = await twoProcesses();
  model = await readModel(world.stack, world.log);
  const { story } = world;
  [ann, bob, carl] = [await story.user('Ann'), await story.user('Bob'), await story.user('Carl')];
  await story.befriend(ann, bob);
  await story.befriend(ann, carl);
});
afterAll(async () => {
  await model[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

type Step = { command: ChatCommand; answer: unknown };

/** Gives a command three times at once, to whichever process takes it; all are answered alike. */
async function thrice<T>(ask: () => Promise<T>): Promise<T> {
  const answers = await Promise.all([ask(), ask(), ask()]);
  expect(answers).toEqual([answers[0], answers[0], answers[0]]);
  expect(isRefusal(answers[0]) ? answers[0].message : undefined).toBeUndefined();
  return answers[0]!;
}

test('each command of a group given thrice at once, later again, and again after both processes died: one effect', async () => {
  const creating = newId();
  const create = () => world.people.createGroup(ann.id, { memberIds: [bob.id], slug: 'orchard', commandId: creating });
  const made = await thrice(create);
  const { chatId } = made as { chatId: string };
  const messageId = newId();
  const base = (by: UserCard) => ({ by: by.id, chatId, commandId: newId() });
  const reaction = { messageId, emoji: '🌱' };
  const commands: ChatCommand[] = [
    { ...base(ann), type: 'SendMessage', text: 'apples', commandId: messageId },
    { ...base(ann), type: 'EditMessage', messageId, text: 'pears' },
    { ...base(bob), type: 'AddReaction', ...reaction },
    { ...base(bob), type: 'RemoveReaction', ...reaction },
    { ...base(bob), type: 'AddReaction', ...reaction },
    { ...base(bob), type: 'SendMessage', text: 'yes, pears', replyTo: messageId },
    { ...base(ann), type: 'UpdateChat', name: 'Orchard', slug: 'pears' },
    { ...base(ann), type: 'UpdateChat', slug: 'orchard' },
    { ...base(ann), type: 'AddMembers', userIds: [carl.id] },
    { ...base(ann), type: 'ChangeRole', userId: bob.id, role: 'admin' },
    { ...base(bob), type: 'RemoveMember', userId: carl.id },
    { ...base(ann), type: 'AddMembers', userIds: [carl.id] },
    { ...base(carl), type: 'LeaveChat' },
    { ...base(ann), type: 'ChangeRole', userId: bob.id, role: 'owner' },
    { ...base(ann), type: 'DeleteMessage', messageId },
    { ...base(bob), type: 'DeleteChat' },
  ];
  const steps: Step[] = [];
  for (const [i, command] of commands.entries()) {
    const answer = await thrice(() => world.people.ask(command));
    steps.push({ command, answer });
    expect(answer).toMatchObject({ version: i + 2 });
    for (const before of steps) expect(await world.people.ask(before.command)).toEqual(before.answer);
  }
  const events = await world.chatEvents(chatId);
  expect(events.map(({ id }) => id)).toEqual([creating, ...commands.map(({ commandId }) => commandId)]);

  await world.restart();
  expect(await thrice(create)).toEqual(made);
  for (const { command, answer } of steps) expect(await world.people.ask(command)).toEqual(answer);
  for (const { command } of steps) {
    const other = await world.people.ask({ ...command, by: newId() });
    expect(isRefusal(other) && other.code).toBe('not_found');
  }
  expect(await world.chatEvents(chatId)).toHaveLength(events.length);
}, 120_000);

test("another's command id, and one's own for another command, is refused", async () => {
  const made = await world.people.createGroup(ann.id, { memberIds: [bob.id] });
  const { chatId } = made as { chatId: string };
  const commandId = newId();
  expect(await world.people.send(ann.id, chatId, 'apples', commandId)).toMatchObject({ ordinal: 1 });
  const again = (by: UserCard) => world.people.does('UpdateChat', by.id, chatId, { name: 'Yard', commandId });
  expect(await again(ann)).toBe('id_reused');
  expect(await again(bob)).toBe('id_reused');
  expect(await world.people.createGroup(bob.id, { memberIds: [ann.id] })).toMatchObject({ created: true });
});

test('the same key of two users makes two groups, and one each', async () => {
  const commandId = newId();
  const [first, second] = [
    await world.people.createGroup(ann.id, { memberIds: [bob.id], commandId }),
    await world.people.createGroup(bob.id, { memberIds: [ann.id], commandId }),
  ];
  if (isRefusal(first) || isRefusal(second)) throw new Error('not made');
  expect(first.chatId).not.toBe(second.chatId);
  expect(await world.people.createGroup(ann.id, { memberIds: [carl.id], commandId })).toEqual(first);
});

test('a profile and settings changed thrice at once, and again after both processes died: one event each', async () => {
  const made = await world.people.createGroup(ann.id, { memberIds: [bob.id] });
  const { chatId } = made as { chatId: string };
  const commands: UserCommand[] = [
    { type: 'UpdateProfile', by: bob.id, commandId: newId(), displayName: 'Bobby' },
    { type: 'ChangeChatSettings', by: bob.id, commandId: newId(), chatId, settings: { muted: true } },
    { type: 'UpdateProfile', by: bob.id, commandId: newId(), presence: 'away', readReceipts: false },
  ];
  const before = (await world.userEvents(bob.id)).length;
  for (const command of commands) await thrice(() => world.people.user(command));
  const last = await world.people.user(commands[2]!);
  await world.restart();
  for (const command of commands) await thrice(() => world.people.user(command));
  expect(await world.people.user(commands[2]!)).toEqual(last);
  expect(await world.userEvents(bob.id)).toHaveLength(before + commands.length);
}, 120_000);
