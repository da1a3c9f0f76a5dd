import { inParallel, newId } from '@messenger/kit';
import { ask } from './client.ts';
import type { Tokens } from './renew-tokens.ts';
import { type Person, type Room, roomPlan, type World } from './world.ts';

const width = 16;
const password = 'Load-test-1';

/** Makes users and their chats through the public door, as people would: register, request, accept, open. */
export async function makeWorld(
  url: string,
  { users, group: groupSize }: { users: number; group: number },
  progress: (text: string) => void,
): Promise<World> {
  const renewedAt = performance.now();
  const run = newId().replaceAll('-', '').slice(-8);
  const people = await inParallel(width, users, async (n): Promise<Person> => {
    const body = { username: `load_${run}_${n}`, password, passwordConfirm: password, displayName: `Load ${n}` };
    const { user, accessToken, refreshToken } = await ask<Tokens & { user: { id: string } }>(
      url,
      '',
      'POST',
      '/api/auth/register',
      body,
    );
    return { id: user.id, token: accessToken, refreshToken };
  });
  progress(`${users} users`);

  const plan = roomPlan(users, groupSize);
  const friends = new Map<string, [number, number]>();
  for (const [owner = 0, ...others] of [...plan.groups, ...plan.hall, ...plan.pairs]) {
    for (const other of others) friends.set(`${owner} ${other}`, [owner, other]);
  }
  const pairs = [...friends.values()];
  await inParallel(width, pairs.length, (n) => befriend(url, people[pairs[n]![0]]!, people[pairs[n]![1]]!));
  progress(`${pairs.length} pairs of contacts`);

  const group = (name: string) => (members: number[]) => makeGroup(url, people, name, members);
  const rooms = {
    groups: await all(plan.groups, group('Load group')),
    hall: await all(plan.hall, group('Load hall')),
    pairs: await all(plan.pairs, (members) => makeDirect(url, people, members)),
  };
  progress(`${rooms.groups.length + rooms.hall.length} groups, ${rooms.pairs.length} direct chats`);
  return { people, rooms, renewedAt };
}

const all = (plans: number[][], make: (members: number[]) => Promise<Room>): Promise<Room[]> =>
  inParallel(width, plans.length, (n) => make(plans[n]!));

async function befriend(url: string, one: Person, other: Person): Promise<void> {
  const { request } = await ask<{ request: { id: string } }>(url, one.token, 'POST', '/api/contacts/requests', {
    userId: other.id,
  });
  await ask(url, other.token, 'POST', `/api/contacts/requests/${request.id}/accept`);
}

async function makeGroup(url: string, people: Person[], name: string, members: number[]): Promise<Room> {
  const [owner, ...others] = members.map((member) => people[member]!);
  const body = { name, memberIds: others.map(({ id }) => id) };
  const { chat } = await ask<{ chat: { id: string } }>(url, owner!.token, 'POST', '/api/chats/group', body);
  return { id: chat.id, members };
}

async function makeDirect(url: string, people: Person[], members: number[]): Promise<Room> {
  const [one, other] = members.map((member) => people[member]!);
  const body = { userId: other!.id };
  const { chat } = await ask<{ chat: { id: string } }>(url, one!.token, 'POST', '/api/chats/direct', body);
  return { id: chat.id, members };
}
