import { newId, silentLogger, sleep } from '@messenger/kit';
import { isRefusal, type UserCard } from '@messenger/proto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { chatDecider } from '../src/domain/chat/decide.ts';
import { createSlugs } from '../src/slugs.ts';
import { type TwoProcesses, twoProcesses } from './two-processes.ts';

let world: TwoProcesses;
let ann: UserCard;
let bob: UserCard;
let eve: UserCard;
beforeAll(async () => {
  world = await twoProcesses();
  const { story } = world;
  [ann, bob, eve] = [await story.user('Ann'), await story.user('Bob'), await story.user('Eve')];
  await story.befriend(ann, bob);
});
afterAll(() => world[Symbol.asyncDispose]());

let made = 0;
const fresh = () => `garden-${++made}`;
const create = (slug?: string, memberIds = [bob.id], commandId = newId()) =>
  world.people.createGroup(ann.id, { memberIds, commandId, ...(slug ? { slug } : {}) });
async function group(slug?: string): Promise<string> {
  const answer = await create(slug);
  if (isRefusal(answer)) throw new Error(answer.message);
  return answer.chatId;
}
const rename = (chatId: string, slug: string | null, by = ann, commandId = newId()) =>
  world.people.does('UpdateChat', by.id, chatId, { slug, commandId });
const slugOf = async (chatId: string) =>
  (await world.chatEvents(chatId)).reduce(chatDecider.evolve, chatDecider.initial).slug;

test('two groups of one slug in the same instant, 50 times: one is made, and holds it', async () => {
  for (let round = 0; round < 50; round++) {
    const slug = fresh();
    const answers = await Promise.all([create(slug), create(slug)]);
    const codes = answers.map((answer) => (isRefusal(answer) ? answer.code : 'made'));
    expect(codes.toSorted()).toEqual(['made', 'slug_taken']);
    const winner = answers.find((answer) => !isRefusal(answer)) as { chatId: string };
    expect(await world.holderOf(slug)).toBe(winner.chatId);
  }
});

test('a slug comes back at once when its group is not made, renamed, deleted or left by all', async () => {
  const slug = fresh();
  expect(await create(slug, [eve.id])).toMatchObject({ code: 'not_contacts' });
  const first = await group(slug);
  expect(await create(slug)).toMatchObject({ code: 'slug_taken' });
  expect(await rename(first, fresh())).toBe(2);
  const second = await group(slug);
  expect(await rename(first, slug)).toBe('slug_taken');
  expect(await rename(second, null)).toBe(2);
  expect(await rename(first, slug)).toBe(3);
  expect(await world.people.does('DeleteChat', ann.id, first, {})).toBe(4);
  const third = await group(slug);
  await world.people.does('LeaveChat', ann.id, third, {});
  expect(await world.holderOf(slug)).toBe(third);
  await world.people.does('LeaveChat', bob.id, third, {});
  expect(await world.holderOf(slug)).toBeUndefined();
});

test('a chat keeps its slug when it is told the same again, and when only its name changes', async () => {
  const slug = fresh();
  const chatId = await group(slug);
  expect(await rename(chatId, slug)).toBe(1);
  expect(await world.people.does('UpdateChat', ann.id, chatId, { name: 'Yard', slug })).toBe(2);
  expect(await world.people.does('UpdateChat', ann.id, chatId, { name: 'Park' })).toBe(3);
  expect(await world.holderOf(slug)).toBe(chatId);
});

test('who may not change the slug learns nothing of who has which, and takes none', async () => {
  const [slug, free] = [fresh(), fresh()];
  await group(slug);
  const chatId = await group();
  for (const wanted of [slug, free]) {
    expect(await rename(chatId, wanted, eve)).toBe('not_found');
    expect(await rename(chatId, wanted, bob)).toBe('forbidden');
    expect(await rename(newId(), wanted)).toBe('not_found');
  }
  expect(await world.holderOf(free)).toBeUndefined();
});

test("a command that is repeated answers the same though the slug is long another's", async () => {
  const slug = fresh();
  const [creating, renaming] = [newId(), newId()];
  const first = await create(slug, [bob.id], creating);
  const chatId = (first as { chatId: string }).chatId;
  await rename(chatId, fresh());
  const second = await group();
  expect(await rename(second, slug, ann, renaming)).toBe(2);
  expect(await create(slug, [bob.id], creating)).toEqual(first);
  await rename(second, null);
  const third = await group(slug);
  expect(await rename(second, slug, ann, renaming)).toBe(2);
  expect(await world.holderOf(slug)).toBe(third);
  expect(await world.chatEvents(second)).toHaveLength(3);
});

test('whatever is renamed to whatever at once: each chat holds the slug that it has, and nobody else has it', async () => {
  const slugs = [fresh(), fresh(), fresh()];
  const chats = [await group(), await group(), await group()];
  let taken = 0;
  for (let round = 0; round < 60; round++) {
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, i) => {
        const wanted = Math.random() < 0.2 ? null : slugs[Math.floor(Math.random() * 3)]!;
        return rename(chats[i % 3]!, wanted, Math.random() < 0.2 ? bob : ann);
      }),
    );
    taken += answers.filter((answer) => answer === 'slug_taken').length;
    for (const chatId of chats) {
      const slug = await slugOf(chatId);
      if (slug !== null) expect(await world.holderOf(slug)).toBe(chatId);
    }
  }
  expect(taken).toBeGreaterThan(0);
}, 60_000);

test('a reservation that no chat came to have lapses; one that a chat has does not', async () => {
  const [holder, other] = [newId(), newId()];
  const slug = fresh();
  let has: string | null = slug;
  const slugs = createSlugs(world.log.bus, async () => has, { log: silentLogger, lapseMs: 200 });
  expect(await slugs.reserve(slug, holder)).toMatchObject({ isNew: true });
  expect(await slugs.reserve(slug, other)).toMatchObject({ code: 'slug_taken' });
  await sleep(300);
  expect(await slugs.reserve(slug, other)).toMatchObject({ code: 'slug_taken' });
  has = null;
  expect(await slugs.reserve(slug, other)).toMatchObject({ isNew: true });
  const patient = createSlugs(world.log.bus, async () => has, { log: silentLogger });
  expect(await patient.reserve(slug, holder)).toMatchObject({ code: 'slug_taken' });
});

test('a reservation lapses by one clock alone, whatever that of who made it says', async () => {
  const slug = fresh();
  const reserve = (chatId: string) =>
    createSlugs(world.log.bus, async () => null, { log: silentLogger }).reserve(slug, chatId);
  expect(await reserve(newId())).toMatchObject({ isNew: true });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  try {
    expect(await reserve(newId())).toMatchObject({ code: 'slug_taken' });
  } finally {
    vi.useRealTimers();
  }
});

test('what was reserved again since is not given back', async () => {
  const [chatId, slug] = [newId(), fresh()];
  const slugs = createSlugs(world.log.bus, async () => null, { log: silentLogger });
  const first = await slugs.reserve(slug, chatId);
  const second = await slugs.reserve(slug, chatId);
  if (isRefusal(first) || isRefusal(second)) throw new Error('not reserved');
  expect([first.isNew, second.isNew]).toEqual([true, false]);
  await slugs.release(first);
  expect(await world.holderOf(slug)).toBe(chatId);
  expect(await slugs.held(slug, chatId)).toMatchObject({ revision: second.revision });
  await slugs.release(second);
  expect(await slugs.held(slug, chatId)).toBeUndefined();
  expect(await slugs.reserve(slug, newId())).toMatchObject({ isNew: true });
});
