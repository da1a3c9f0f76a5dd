import type { Member, UserCard } from '@messenger/proto';
import { expect, test } from 'vitest';
import { filterPeople, mayDo, sortMembers, stillThere } from './people.ts';

const user = (id: string, displayName: string): UserCard => ({ id, username: `u_${id}`, displayName, avatar: null });
const users = new Map(['Zoë', 'Ann', 'Ben'].map((name) => [name, user(name, name)]));
const member = (userId: string, role: Member['role']): Member => ({ userId, role, joinedAt: '' });

test('members stand by role, then by name', () => {
  const all = [member('Zoë', 'member'), member('Ben', 'owner'), member('Ann', 'member'), member('Zoë', 'admin')];
  const sorted = sortMembers(all, (id) => users.get(id));
  expect(sorted.map(({ userId, role }) => `${userId} ${role}`)).toEqual([
    'Ben owner',
    'Zoë admin',
    'Ann member',
    'Zoë member',
  ]);
});

test('who has no name yet stands after those of the same role who have one, and stays in place', () => {
  const ids = ['zed', 'Zoë', 'abe', 'Ann'];
  const sorted = sortMembers(
    ids.map((id) => member(id, 'member')),
    (id) => users.get(id),
  );
  expect(sorted.map(({ userId }) => userId)).toEqual(['Ann', 'Zoë', 'zed', 'abe']);
});

test('people are found by parts of their names, whatever case and accents', () => {
  expect(filterPeople([...users.values()], 'ZOE').map(({ id }) => id)).toEqual(['Zoë']);
  expect(filterPeople([...users.values()], 'u_b').map(({ id }) => id)).toEqual(['Ben']);
  expect(filterPeople([...users.values()], ' ')).toHaveLength(3);
});

test('only who manages a group changes it, only its owner hands it over, and nobody removes the owner', () => {
  expect(mayDo('member', 'member')).toEqual({ promote: false, demote: false, remove: false, handOver: false });
  expect(mayDo('admin', 'member')).toEqual({ promote: true, demote: false, remove: true, handOver: false });
  expect(mayDo('admin', 'owner').remove).toBe(false);
  expect(mayDo('owner', 'admin')).toEqual({ promote: false, demote: true, remove: true, handOver: true });
});

test('of the chosen only those count who can still be chosen, in the order in which they were', () => {
  const people = ['a', 'b', 'c'].map((id) => ({ id, username: id, displayName: id, avatar: null }));
  expect(stillThere(['c', 'gone', 'a'], people)).toEqual(['c', 'a']);
});
