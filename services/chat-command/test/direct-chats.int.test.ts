import { directChatId, newId, pairId } from '@messenger/kit';
import { isRefusal } from '@messenger/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registered } from './people.ts';
import { type TwoInstances, twoInstances } from './two-instances.ts';

const rounds = 50;
/** Of the races between two aggregates: removal beside sending, and beside creating the chat. */
const races = 200;
let world: TwoInstances;
beforeAll(async () => {
  world = await twoInstances();
});
afterAll(() => world[Symbol.asyncDispose]());

async function contacts(): Promise<{ ann: string; bob: string; chatId: string }> {
  const { events } = world.log;
  const [ann, bob] = [await registered(events, 'ann'), await registered(events, 'bob')];
  await world.people.befriend(ann, bob);
  return { ann, bob, chatId: directChatId(ann, bob) };
}
const remove = (by: string, userId: string) =>
  world.people.contact({ type: 'RemoveContact', commandId: newId(), by, userId });

/** Whether the chat is open, as its events say: undefined where there is none. */
const isOpen = async (chatId: string) => {
  const types = (await world.chatEvents(chatId)).map(({ type }) => type);
  if (types.length === 0) return undefined;
  return types.findLast((type) => type !== 'MessageSent') !== 'DirectClosed';
};

test('both create the chat in the same instant, 50 times: one chat, and one of them made it', async () => {
  for (let round = 0; round < rounds; round++) {
    const { ann, bob, chatId } = await contacts();
    const answers = await Promise.all([world.people.createDirect(ann, bob), world.people.createDirect(bob, ann)]);
    expect(answers).toEqual(
      expect.arrayContaining([
        { chatId, created: true },
        { chatId, created: false },
      ]),
    );
    expect(await world.chatEvents(chatId)).toHaveLength(1);
  }
});

test('creating again answers the same to the one who made it', async () => {
  const { ann, bob, chatId } = await contacts();
  const commandId = newId();
  for (let i = 0; i < 3; i++)
    expect(await world.people.createDirect(ann, bob, commandId)).toEqual({ chatId, created: true });
  expect(await world.people.createDirect(ann, bob)).toEqual({ chatId, created: false });
  expect(await world.people.createDirect(bob, ann, commandId)).toMatchObject({ code: 'id_reused' });
});

test('no chat with oneself, with a stranger, or with nobody', async () => {
  const { ann } = await contacts();
  const eve = await registered(world.log.events, 'eve');
  expect(await world.people.createDirect(ann, eve)).toMatchObject({ code: 'not_contacts' });
  expect(await world.people.createDirect(ann, newId())).toMatchObject({ code: 'not_contacts' });
  expect(await world.people.createDirect(ann, ann)).toMatchObject({ code: 'validation_failed' });
});

test('one leaves while the other opens the chat, 200 times: no open chat without a contact is left', async () => {
  for (let round = 0; round < races; round++) {
    const { ann, bob, chatId } = await contacts();
    const [created, removed] = await Promise.all([world.people.createDirect(ann, bob), remove(bob, ann)]);
    expect(isRefusal(removed)).toBe(false);
    const open = await isOpen(chatId);
    expect(open).not.toBe(true);
    expect(isRefusal(created)).toBe(open === undefined);
  }
});

test('one leaves while both write, 200 times: nothing is sent after the removal was answered', async () => {
  let sentBefore = 0;
  for (let round = 0; round < races; round++) {
    const { ann, bob, chatId } = await contacts();
    await world.people.createDirect(ann, bob);
    const sends = Array.from({ length: 6 }, (_, i) => world.people.send(i % 2 ? ann : bob, chatId, `message ${i}`));
    await Promise.race([sends[round % 6], world.people.send(ann, chatId, 'first')]);
    const removed = await remove(bob, ann);
    expect(isRefusal(removed)).toBe(false);
    const atAnswer = await world.chatEvents(chatId);
    const late = await Promise.all([ann, bob].map((by) => world.people.send(by, chatId, 'too late')));
    expect(late).toMatchObject([{ code: 'chat_closed' }, { code: 'chat_closed' }]);
    const answers = await Promise.all(sends);
    const atEnd = await world.chatEvents(chatId);
    expect(atEnd).toEqual(atAnswer);
    expect(atEnd.at(-1)!.type).toBe('DirectClosed');
    const stored = atEnd.filter(({ type }) => type === 'MessageSent').map(({ id }) => id);
    for (const answer of answers) {
      if (isRefusal(answer)) expect(answer.code).toBe('chat_closed');
      else expect(stored).toContain(answer.messageId);
    }
    sentBefore += stored.length;
  }
  expect(sentBefore).toBeGreaterThan(races);
});

test('both change their minds at once, 20 times: in the end the chat is as the pair is', async () => {
  for (let round = 0; round < 20; round++) {
    const { ann, bob, chatId } = await contacts();
    await world.people.createDirect(ann, bob);
    await Promise.all([
      remove(bob, ann),
      world.people.contact({ type: 'RequestContact', commandId: newId(), by: ann, userId: bob }),
      world.people.contact({ type: 'RequestContact', commandId: newId(), by: bob, userId: ann }),
      remove(ann, bob),
    ]);
    const standing = (await world.pairEvents(pairId(ann, bob))).at(-1)!.type;
    expect(await isOpen(chatId), standing).toBe(standing === 'ContactAccepted');
  }
});
