import { newId } from '@messenger/kit';
import { type ChatEvent, isRefusal, type UserCard } from '@messenger/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatDecider } from '../src/domain/chat/decide.ts';
import { type TwoProcesses, twoProcesses } from './two-processes.ts';

let world: TwoProcesses;
let ann: UserCard;
let bob: UserCard;
let carl: UserCard;
let eve: UserCard;
beforeAll(async () => {
  world = await twoProcesses();
  const { story } = world;
  [ann, bob] = [await story.user('Ann'), await story.user('Bob')];
  [carl, eve] = [await story.user('Carl'), await story.user('Eve')];
  await story.befriend(ann, bob);
  await story.befriend(ann, carl);
  await story.befriend(bob, eve);
});
afterAll(() => world[Symbol.asyncDispose]());

const stateOf = (events: ChatEvent[]) => events.reduce(chatDecider.evolve, chatDecider.initial);
const rolesOf = async (chatId: string) => [...stateOf(await world.chatEvents(chatId)).members];
async function group(members: UserCard[], slug?: string): Promise<string> {
  const memberIds = members.map(({ id }) => id);
  const made = await world.people.createGroup(ann.id, { memberIds, ...(slug ? { slug } : {}) });
  if (isRefusal(made)) throw new Error(made.message);
  return made.chatId;
}

test('two adds race to the 300th seat, each given twice, 100 times: one gets it, and never is there a 301st', async () => {
  const crowd = Array.from({ length: 298 }, () => ({ ...eve, id: newId() }));
  for (let round = 0; round < 100; round++) {
    const chatId = await world.story.group(ann, crowd);
    const add = (who: UserCard, commandId: string) =>
      world.people.does('AddMembers', ann.id, chatId, { userIds: [who.id], commandId });
    const [first, second] = [newId(), newId()];
    const answers = await Promise.all([add(bob, first), add(carl, second), add(bob, first), add(carl, second)]);
    expect(answers.toSorted()).toEqual([2, 2, 'group_full', 'group_full']);
    expect(answers[0]).toBe(answers[2]);
    const events = await world.chatEvents(chatId);
    expect(events.map(({ type }) => type)).toEqual(['ChatCreated', 'MembersAdded']);
    expect(stateOf(events).members.size).toBe(300);
  }
}, 120_000);

test('a group is of contacts, and its id is derived from the command', async () => {
  const { people } = world;
  const with_ = (...members: UserCard[]) => people.createGroup(ann.id, { memberIds: members.map(({ id }) => id) });
  expect(await with_(bob, eve)).toMatchObject({ code: 'not_contacts' });
  expect(await with_(ann)).toMatchObject({ code: 'validation_failed' });
  expect(await with_(bob, bob, ann)).toMatchObject({ created: true });
  const elsewhere = { type: 'CreateGroup', by: ann.id, commandId: newId(), chatId: newId() } as const;
  const answer = await people.ask({ ...elsewhere, name: 'Garden', memberIds: [bob.id] });
  expect(answer).toMatchObject({ code: 'validation_failed', details: [{ field: '/chatId' }] });
});

test('one adds the own contacts, not those of others', async () => {
  const { people } = world;
  const chatId = await group([bob]);
  const add = (by: UserCard, who: UserCard) => people.does('AddMembers', by.id, chatId, { userIds: [who.id] });
  expect(await add(ann, eve)).toBe('not_contacts');
  expect(await add(bob, eve)).toBe('forbidden');
  expect(await people.does('ChangeRole', ann.id, chatId, { userId: bob.id, role: 'admin' })).toBe(2);
  expect(await add(bob, eve)).toBe(3);
  expect(await add(bob, carl)).toBe('not_contacts');
  expect(await add(ann, eve)).toBe(3);
  expect(await rolesOf(chatId)).toEqual([
    [ann.id, 'owner'],
    [bob.id, 'admin'],
    [eve.id, 'member'],
  ]);
});

test('an admin changes a group with the picture as it is, which somebody else has uploaded', async () => {
  const { story, people } = world;
  const chatId = await story.group(ann, [bob]);
  await story.role(chatId, ann, bob, 'admin');
  const avatar = { id: newId(), placeholder: 'x' };
  await story.update(chatId, ann, { avatar });
  expect(await people.does('UpdateChat', bob.id, chatId, { name: 'Yard', avatarId: avatar.id })).toBe(4);
  expect((await world.chatEvents(chatId)).at(-1)!.data).toEqual({ name: 'Yard' });
  // Another has to be claimed, and there is no media here.
  expect(await people.does('UpdateChat', bob.id, chatId, { avatarId: newId() })).toBe('unavailable');
});

test('the owner leaves: the oldest admin follows, then the oldest member, and the last one closes the group', async () => {
  const { people } = world;
  const chatId = await group([bob, carl]);
  await people.does('ChangeRole', ann.id, chatId, { userId: carl.id, role: 'admin' });
  expect(await people.does('LeaveChat', ann.id, chatId, {})).toBe(3);
  expect(await rolesOf(chatId)).toEqual([
    [bob.id, 'member'],
    [carl.id, 'owner'],
  ]);
  expect(await people.send(ann.id, chatId, 'still here?')).toMatchObject({ code: 'not_found' });
  expect(await people.does('RemoveMember', bob.id, chatId, { userId: carl.id })).toBe('forbidden');
  expect(await people.does('RemoveMember', carl.id, chatId, { userId: carl.id })).toBe(4);
  expect(await rolesOf(chatId)).toEqual([[bob.id, 'owner']]);
  expect(await people.send(bob.id, chatId, 'alone')).toMatchObject({ ordinal: 1 });
  expect(await people.does('LeaveChat', bob.id, chatId, {})).toBe(6);
  expect((await world.chatEvents(chatId)).at(-1)).toMatchObject({ data: { newOwnerId: null, closed: true } });
  expect(await people.send(bob.id, chatId, 'anyone?')).toMatchObject({ code: 'not_found' });
});

test('both who could own it leave at once, 20 times: it has one owner or is closed', async () => {
  for (let round = 0; round < 20; round++) {
    const chatId = await group([bob, carl]);
    const leaving = [ann, bob, carl].map(({ id }) => world.people.does('LeaveChat', id, chatId, {}));
    expect((await Promise.all(leaving)).toSorted()).toEqual([2, 3, 4]);
    const { closed, members } = stateOf(await world.chatEvents(chatId));
    expect([closed, members.size]).toEqual([true, 0]);
  }
});

test('who is removed while they write writes nothing after it, 30 times', async () => {
  for (let round = 0; round < 30; round++) {
    const chatId = await group([bob, carl]);
    const sends = Array.from({ length: 8 }, (_, i) => world.people.send(bob.id, chatId, `message ${i}`));
    await sends[round % 8];
    expect(await world.people.does('RemoveMember', ann.id, chatId, { userId: bob.id })).toEqual(expect.any(Number));
    expect(await world.people.send(bob.id, chatId, 'too late')).toMatchObject({ code: 'not_found' });
    await Promise.all(sends);
    const events = await world.chatEvents(chatId);
    const end = events.findIndex(({ type }) => type === 'MemberRemoved');
    expect(events.slice(end + 1).filter(({ by }) => by === bob.id)).toEqual([]);
  }
});

test('two owners cannot come of it: handing over beside leaving, removing and promoting, 30 times', async () => {
  for (let round = 0; round < 30; round++) {
    const chatId = await group([bob, carl]);
    const { does } = world.people;
    await Promise.all([
      does('ChangeRole', ann.id, chatId, { userId: bob.id, role: 'owner' }),
      does('ChangeRole', ann.id, chatId, { userId: carl.id, role: 'owner' }),
      does('RemoveMember', ann.id, chatId, { userId: bob.id }),
      does('LeaveChat', ann.id, chatId, {}),
      does('LeaveChat', carl.id, chatId, {}),
    ]);
    const { members } = stateOf(await world.chatEvents(chatId));
    expect([...members.values()].filter((role) => role === 'owner')).toHaveLength(members.size ? 1 : 0);
  }
});
