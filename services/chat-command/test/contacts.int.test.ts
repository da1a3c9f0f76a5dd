import { directChatId, newId, pairId } from '@messenger/kit';
import { type ContactCommand, isRefusal } from '@messenger/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registered } from './people.ts';
import { type TwoInstances, twoInstances } from './two-instances.ts';

let world: TwoInstances;
beforeAll(async () => {
  world = await twoInstances();
});
afterAll(() => world[Symbol.asyncDispose]());

async function couple(): Promise<{ ann: string; bob: string; pair: string; chatId: string }> {
  const { events } = world.log;
  const [ann, bob] = [await registered(events, 'ann'), await registered(events, 'bob')];
  return { ann, bob, pair: pairId(ann, bob), chatId: directChatId(ann, bob) };
}
/** The standing after the command, or the code of its refusal. */
async function doing(command: ContactCommand): Promise<string> {
  const answer = await world.people.contact(command);
  return isRefusal(answer) ? answer.code : answer.value.standing;
}
const request = (by: string, userId: string, commandId = newId()) =>
  doing({ type: 'RequestContact', commandId, by, userId });
const accept = (by: string, pair: string, commandId = newId()) =>
  doing({ type: 'AcceptContact', commandId, by, pairId: pair });
const decline = (by: string, pair: string, commandId = newId()) =>
  doing({ type: 'DeclineContact', commandId, by, pairId: pair });
const remove = (by: string, userId: string, commandId = newId()) =>
  doing({ type: 'RemoveContact', commandId, by, userId });
const typesOf = (events: { type: string }[]) => events.map(({ type }) => type);

test('asked, withdrawn, asked, rejected, asked, accepted, removed: each event once, with the cards of both', async () => {
  const { ann, bob, pair } = await couple();
  expect(await request(ann, bob)).toBe('outgoing');
  expect(await request(ann, bob)).toBe('outgoing');
  expect(await decline(ann, pair)).toBe('none');
  expect(await request(ann, bob)).toBe('outgoing');
  expect(await decline(bob, pair)).toBe('none');
  expect(await decline(bob, pair)).toBe('not_found');
  expect(await request(bob, ann)).toBe('outgoing');
  expect(await accept(bob, pair)).toBe('not_found');
  expect(await accept(ann, pair)).toBe('contact');
  expect(await accept(ann, pair)).toBe('contact');
  expect(await request(bob, ann)).toBe('already_contacts');
  expect(await remove(bob, ann)).toBe('none');
  expect(await remove(bob, ann)).toBe('not_found');
  const events = await world.pairEvents(pair);
  expect(typesOf(events)).toEqual([
    'ContactRequested',
    'ContactWithdrawn',
    'ContactRequested',
    'ContactRejected',
    'ContactRequested',
    'ContactAccepted',
    'ContactRemoved',
  ]);
  expect(events.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(events[0]!.data).toMatchObject({
    requester: { id: ann, username: 'ann', displayName: 'ann', avatar: null },
    recipient: { id: bob, username: 'bob' },
  });
});

test('who changes the name is accepted, and removed, by the new name', async () => {
  const { ann, bob, pair } = await couple();
  const rename = (displayName: string) =>
    world.people.user({ type: 'UpdateProfile', commandId: newId(), by: ann, displayName });
  await request(ann, bob);
  await rename('Ann Marie');
  expect(await accept(bob, pair)).toBe('contact');
  await rename('Annie');
  expect(await remove(bob, ann)).toBe('none');
  const events = await world.pairEvents(pair);
  expect(events.map(({ data }) => data.requester.displayName)).toEqual(['ann', 'Ann Marie', 'Annie']);
});

test('the position that an answer shows holds what it says', async () => {
  const { ann, bob } = await couple();
  const answer = await world.people.contact({ type: 'RequestContact', commandId: newId(), by: ann, userId: bob });
  const { last } = await world.log.events.bounds('DIRECTORY');
  expect(isRefusal(answer) ? '' : answer.position).toBe(`${world.log.events.shape.generation}.d-${last}`);
});

test('requests that cross in the same instant are an acceptance, 20 times', async () => {
  for (let round = 0; round < 20; round++) {
    const { ann, bob, pair } = await couple();
    const standings = await Promise.all([request(ann, bob), request(bob, ann)]);
    expect(standings.toSorted()).toEqual(['contact', 'outgoing']);
    expect(typesOf(await world.pairEvents(pair))).toEqual(['ContactRequested', 'ContactAccepted']);
  }
});

test('a command that is repeated, at once or later, happens once', async () => {
  const { ann, bob, pair } = await couple();
  const [asking, accepting, removing] = [newId(), newId(), newId()];
  const five = (work: () => Promise<string>) => Promise.all([work(), work(), work(), work(), work()]);
  expect(new Set(await five(() => request(ann, bob, asking)))).toEqual(new Set(['outgoing']));
  expect(new Set(await five(() => accept(bob, pair, accepting)))).toEqual(new Set(['contact']));
  expect(await request(ann, bob, asking)).toBe('contact');
  expect(new Set(await five(() => remove(ann, bob, removing)))).toEqual(new Set(['none']));
  await request(ann, bob);
  await accept(bob, pair);
  expect(await remove(ann, bob, removing)).toBe('contact');
  expect(await world.pairEvents(pair)).toHaveLength(5);
});

test("another's command id is refused", async () => {
  const { ann, bob, pair } = await couple();
  const commandId = newId();
  await request(ann, bob, commandId);
  expect(await accept(bob, pair, commandId)).toBe('id_reused');
});

test('oneself, someone who never registered, and the pair of others', async () => {
  const { ann, bob, pair } = await couple();
  const eve = await registered(world.log.events, 'eve');
  expect(await request(ann, ann)).toBe('validation_failed');
  expect(await request(ann, newId())).toBe('not_found');
  expect(await request(newId(), ann)).toBe('not_found');
  await request(ann, bob);
  expect(await accept(eve, pair)).toBe('not_found');
  expect(await decline(eve, pair)).toBe('not_found');
  expect(await accept(eve, newId())).toBe('not_found');
  expect(await remove(eve, bob)).toBe('not_found');
  expect(await world.pairEvents(pair)).toHaveLength(1);
});

test('removing closes the direct chat before it is answered, accepting again reopens it', async () => {
  const { ann, bob, pair, chatId } = await couple();
  await world.people.befriend(ann, bob);
  await world.people.createDirect(ann, bob);
  expect(await remove(bob, ann)).toBe('none');
  expect(typesOf(await world.chatEvents(chatId))).toEqual(['ChatCreated', 'DirectClosed']);
  expect(await world.people.send(ann, chatId, 'still there?')).toMatchObject({ code: 'chat_closed' });
  expect(await world.people.createDirect(ann, bob)).toMatchObject({ code: 'not_contacts' });
  await request(ann, bob);
  expect(await world.people.send(ann, chatId, 'asked you again')).toMatchObject({ code: 'chat_closed' });
  expect(await accept(bob, pair)).toBe('contact');
  expect(typesOf(await world.chatEvents(chatId))).toEqual(['ChatCreated', 'DirectClosed', 'DirectReopened']);
  expect(await world.people.send(ann, chatId, 'welcome back')).toMatchObject({ ordinal: 1 });
});
