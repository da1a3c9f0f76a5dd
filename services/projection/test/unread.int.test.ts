import { queries, type ReceiptCursor, type UserCard } from '@messenger/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.startProjection();
});
afterAll(() => world[Symbol.asyncDispose]());

/** A sequence of numbers in [0, 1), the same at every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Model = {
  id: string;
  authors: string[];
  cursors: Map<string, ReceiptCursor>;
};

test('unread counts equal a recount after each of 300 random steps', { timeout: 300_000 }, async () => {
  const { story, ask } = world;
  const random = randomFrom(20_261_123);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  const users = [await story.user('Ann'), await story.user('Bob'), await story.user('Carl')] as const;
  const [ann, bob, carl] = users;
  const start = (id: string, members: readonly UserCard[]): Model => ({
    id,
    authors: [],
    cursors: new Map(members.map((member) => [member.id, { delivered: 0, read: 0, shownRead: 0 }])),
  });
  const group = start(await story.group(ann, [bob, carl]), users);
  const chats = [
    group,
    start(await story.direct(ann, bob), [ann, bob]),
    start(await story.direct(bob, carl), [bob, carl]),
  ];

  const step = async (chat: Model) => {
    const members = users.filter(({ id }) => chat.cursors.has(id));
    const by = pick(members);
    const last = chat.authors.length;
    const dice = random();
    if (dice < 0.5 || last === 0) {
      await story.say(chat.id, by, `message ${last + 1}`);
      chat.authors.push(by.id);
    } else if (dice < 0.9) {
      // A device that is behind tells an older place: the furthest one counts.
      const read = Math.ceil(random() * last);
      const before = chat.cursors.get(by.id)!;
      const furthest = Math.max(before.read, read);
      chat.cursors.set(by.id, { delivered: Math.max(before.delivered, read), read: furthest, shownRead: 0 });
      await story.receipts(chat.id, by, Object.fromEntries(chat.cursors));
    } else if (chat === group && chat.cursors.has(carl.id)) {
      await story.remove(chat.id, ann, carl);
      chat.cursors.delete(carl.id);
    } else if (chat === group) {
      await story.add(chat.id, ann, carl);
      chat.cursors.set(carl.id, { delivered: last, read: last, shownRead: last });
    }
  };

  for (let i = 0; i < 300; i++) {
    await step(pick(chats));
    for (const user of users) {
      const shown = (await ask(queries.chats, { by: user.id, limit: 10 })).chats;
      const counted = chats
        .filter(({ cursors }) => cursors.has(user.id))
        .map(({ id, authors, cursors }) => {
          const { read } = cursors.get(user.id)!;
          return [id, read, authors.slice(read).filter((author) => author !== user.id).length];
        });
      const told = shown.map(({ id, readUpTo, unread }) => [id, readUpTo, unread]);
      expect(told.sort(), `step ${i}`).toEqual(counted.sort());
    }
  }
});

test('nothing is unread of a chat whose receipts are further than its messages are known', async () => {
  const { story, ask } = world;
  const [dora, emil] = [await story.user('Dora'), await story.user('Emil')];
  const id = await story.direct(dora, emil);
  await story.say(id, dora, 'one');
  await story.receipts(id, emil, { [emil.id]: { delivered: 3, read: 3, shownRead: 3 } });
  const { chat } = await ask(queries.chat, { by: emil.id, chat: id });
  expect([chat.lastOrdinal, chat.unread]).toEqual([1, 0]);
});
