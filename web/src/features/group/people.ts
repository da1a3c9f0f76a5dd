import type { Chat, Member, Role, UserCard } from '@messenger/proto';
import { finder } from '../../lib/text.ts';
import { nameOf } from '../../sync/views.ts';

type UserOf = (userId: string) => UserCard | undefined;

const rank: Record<Role, number> = { owner: 0, admin: 1, member: 2 };

/** Those who may do more first, then by name; whose name is not known yet comes after the others, as they are given. */
export function sortMembers(members: readonly Member[], userOf: UserOf): Member[] {
  const byName = (a: Member, b: Member): number => {
    const [mine, other] = [userOf(a.userId), userOf(b.userId)];
    return mine && other ? nameOf(mine).localeCompare(nameOf(other)) : Number(!mine) - Number(!other);
  };
  return [...members].sort((a, b) => rank[a.role] - rank[b.role] || byName(a, b));
}

/** Whose name or username has every word of the filter. */
export function filterPeople(people: readonly UserCard[], filter: string): readonly UserCard[] {
  const fits = finder(filter);
  return people.filter((user) => fits(`${nameOf(user)} ${user.username}`));
}

/** Those of the chosen who can still be chosen: contacts go, and others add people too. */
export function stillThere(chosen: readonly string[], people: readonly UserCard[]): string[] {
  const there = new Set(people.map(({ id }) => id));
  return chosen.filter((id) => there.has(id));
}

/** Whether one may change the group: its name, its picture, who is in it. */
export const manages = (chat: Chat): boolean => chat.kind === 'group' && chat.me.role !== 'member' && !chat.closed;

/** What someone with a role may do with another member. */
export function mayDo(mine: Role | undefined, theirs: Role) {
  const managing = mine === 'owner' || mine === 'admin';
  return {
    promote: managing && theirs === 'member',
    demote: managing && theirs === 'admin',
    remove: managing && theirs !== 'owner',
    handOver: mine === 'owner' && theirs !== 'owner',
  };
}
