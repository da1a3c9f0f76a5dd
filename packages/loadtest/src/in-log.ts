import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '@messenger/kit';
import type { Talk } from './generator/fleet.ts';
import { ask } from './world/client.ts';
import type { Room, World } from './world/world.ts';

/** Where it is counted, and of which chats. */
export type Place = { url: string; world: World; rooms: Room[] };

/** How long the read model may take to show the last of what was acknowledged. */
const shownWithinMs = 30_000;
const width = 8;

/** How many messages the chats hold, as the read model has it. */
export async function countInLog({ url, world, rooms }: Place): Promise<number> {
  const each = await inParallel(width, rooms.length, async (n) => {
    const { id, members } = rooms[n]!;
    const { token } = world.people[members[0]!]!;
    const { chat } = await ask<{ chat: { lastOrdinal: number } }>(url, token, 'GET', `/api/chats/${id}`);
    return chat.lastOrdinal;
  });
  return total(each);
}

/** How many messages the log has since, once the read model shows all that was acknowledged, or could not in time. */
export async function countSince(before: number, { acknowledged }: Talk, place: Place): Promise<number> {
  const expected = total([...acknowledged.values()]);
  const began = performance.now();
  for (;;) {
    const stored = (await countInLog(place)) - before;
    if (stored >= expected || performance.now() - began > shownWithinMs) return stored;
    await sleep(100);
  }
}

const total = (numbers: number[]): number => numbers.reduce((all, each) => all + each, 0);
