import { inParallel } from '@messenger/kit';
import { WireUser } from '@messenger/testkit';
import type { Account } from '../clients/client.ts';
import { randomFrom } from '../schedule/random.ts';
import type { Town } from './act.ts';

/** Registered people with contacts, direct chats and groups between them. */
export type Settled = Town & { accounts: Account[] };
export type SettleOptions = { urls: readonly string[]; users: number; seed: number };

/** Of whom each group is made; reactions name up to ten. */
const poolSize = 10;
const usersPerGroup = 4;
const firstMembers = 7;
/** So many are asked for at once. */
const width = 8;

/** Registers people and makes groups of some who know each other, and direct chats. Who knows whom, the seed says. */
export async function settleTown({ urls, users, seed }: SettleOptions): Promise<Settled> {
  const random = randomFrom(seed ^ 0x7043);
  const people = await inParallel(width, users, (i) => WireUser.register(urls[i % urls.length]!, `user${i}`));
  const pools = Array.from({ length: Math.ceil(users / usersPerGroup) }, () =>
    random.shuffled(people).slice(0, Math.min(poolSize, users)),
  );
  const friends = new Map<string, [WireUser, WireUser]>();
  for (const [owner, ...others] of pools) {
    for (const other of others) friends.set([owner!.id, other.id].sort().join(), [owner!, other]);
  }
  const pairs = [...friends.values()];
  await inParallel(width, pairs.length, (i) => {
    const [a, b] = pairs[i]!;
    return a.befriend(b);
  });

  const poolOf = new Map<string, string[]>();
  await inParallel(width, pools.length, async (i) => {
    const [owner, ...others] = pools[i]!;
    const memberIds = others.slice(0, firstMembers - 1).map(({ id }) => id);
    const { chat } = await owner!.must<{ chat: { id: string } }>('POST', '/api/chats/group', {
      name: `Group ${i}`,
      memberIds,
    });
    poolOf.set(
      chat.id,
      [owner!, ...others].map(({ id }) => id),
    );
  });
  const couples = pairs.filter((_, i) => i % 3 === 0);
  await inParallel(width, couples.length, async (i) => {
    const [a, b] = couples[i]!;
    poolOf.set((await a.directChat(b)).id, [a.id, b.id]);
  });
  return {
    accounts: people.map(({ id, username }) => ({ id, username })),
    poolOf: (chatId) => poolOf.get(chatId) ?? [],
  };
}
