import { newId } from '@messenger/kit';
import { isRefusal, type UserCard, type UserCommand } from '@messenger/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TwoProcesses, twoProcesses } from './two-processes.ts';

let world: TwoProcesses;
let ann: UserCard;
let bob: UserCard;
let eve: UserCard;
let chatId: string;
beforeAll(async () => {
  world = await twoProcesses();
  const { story } = world;
  [ann, bob, eve] = [await story.user('Ann'), await story.user('Bob'), await story.user('Eve')];
  await story.befriend(ann, bob);
  const made = await world.people.createGroup(ann.id, { memberIds: [bob.id] });
  if (isRefusal(made)) throw new Error(made.message);
  chatId = made.chatId;
});
afterAll(() => world[Symbol.asyncDispose]());

type Profile = Omit<Extract<UserCommand, { type: 'UpdateProfile' }>, 'type' | 'by' | 'commandId'>;
type Settings = Extract<UserCommand, { type: 'ChangeChatSettings' }>['settings'];
const update = (by: string, to: Profile) => world.people.user({ type: 'UpdateProfile', by, commandId: newId(), ...to });
const set = (by: UserCard, settings: Settings, of = chatId) =>
  world.people.user({ type: 'ChangeChatSettings', by: by.id, commandId: newId(), chatId: of, settings });

test('a profile is answered as it is from now on, and its event tells all of it', async () => {
  expect(await update(ann.id, { displayName: 'Änne 🌱' })).toEqual({
    user: {
      ...ann,
      displayName: 'Änne 🌱',
      presence: 'online',
      readReceipts: true,
      createdAt: expect.any(String),
    },
  });
  expect(await update(ann.id, { presence: 'invisible', readReceipts: false })).toMatchObject({
    user: { displayName: 'Änne 🌱', presence: 'invisible', readReceipts: false },
  });
  expect(await update(ann.id, {})).toMatchObject({ user: { presence: 'invisible' } });
  const events = await world.userEvents(ann.id);
  expect(events.map(({ type, version }) => [type, version])).toEqual([
    ['UserRegistered', 1],
    ['ProfileChanged', 2],
    ['ProfileChanged', 3],
  ]);
  const profile = { username: ann.username, displayName: 'Änne 🌱', avatar: null };
  expect(events.at(-1)!.data).toEqual({ ...profile, presence: 'invisible', readReceipts: false, cardChanged: false });
});

test('a request carries the names as they are now', async () => {
  await update(eve.id, { displayName: 'Eva' });
  const pair = await world.people.contact({ type: 'RequestContact', commandId: newId(), by: eve.id, userId: bob.id });
  expect(isRefusal(pair)).toBe(false);
  const { events } = world.log;
  const { last } = await events.bounds('DIRECTORY');
  const stored = await events.read('DIRECTORY', '>', { after: last - 1 });
  expect(JSON.parse(Buffer.from(stored.at(-1)!.data).toString()).data.requester.displayName).toBe('Eva');
});

test('a blank name, too long a name and an unknown presence are refused, and so is nobody', async () => {
  expect(await update(ann.id, { displayName: ' ' })).toMatchObject({
    code: 'validation_failed',
    details: [{ field: '/displayName' }],
  });
  expect(await update(ann.id, { displayName: 'a'.repeat(101) })).toMatchObject({ code: 'validation_failed' });
  expect(await update(ann.id, { presence: 'busy' } as never)).toMatchObject({ code: 'validation_failed' });
  expect(await update(newId(), { displayName: 'Nobody' })).toMatchObject({ code: 'not_found' });
});

test("settings are a member's own, of a chat that they are in", async () => {
  const until = '2027-01-01T00:00:00.000Z';
  const plain = { muted: false, mutedUntil: null, notify: 'all' };
  expect(await set(bob, {})).toEqual({ settings: plain });
  expect(await set(bob, { muted: true, mutedUntil: until })).toEqual({
    settings: { muted: true, mutedUntil: until, notify: 'all' },
  });
  expect(await set(bob, { notify: 'mentions', mutedUntil: null })).toEqual({
    settings: { muted: true, mutedUntil: null, notify: 'mentions' },
  });
  expect(await set(ann, {})).toEqual({ settings: plain });
  expect(await set(eve, { muted: true })).toMatchObject({ code: 'not_found' });
  expect(await set(bob, { muted: true }, newId())).toMatchObject({ code: 'not_found' });
  expect(await world.chatEvents(chatId)).toHaveLength(1);
  await world.people.does('RemoveMember', ann.id, chatId, { userId: bob.id });
  expect(await set(bob, { muted: false })).toMatchObject({ code: 'not_found' });
});

test('what two devices change at once is all there, from two processes, 20 times', async () => {
  for (let round = 0; round < 20; round++) {
    const someone = await world.story.user('Zoe');
    await Promise.all([
      update(someone.id, { displayName: `Zoe ${round}` }),
      update(someone.id, { presence: 'dnd' }),
      update(someone.id, { readReceipts: false }),
    ]);
    const events = await world.userEvents(someone.id);
    expect(events.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    expect(events.at(-1)!.data).toMatchObject({ displayName: `Zoe ${round}`, presence: 'dnd', readReceipts: false });
  }
});
