import type { ChatEvent } from '@messenger/proto';
import { expect, test } from 'vitest';
import { membership, membershipSnapshot } from './membership.ts';

const of = (type: ChatEvent['type'], data: object, by = 'ann') => ({ type, by, data }) as unknown as ChatEvent;
const joins = (...userIds: string[]) => ({ members: userIds.map((userId) => ({ userId, role: 'member' })) });
const after = (...events: ChatEvent[]) => events.reduce(membership.evolve, membership.initial);

const story = [
  of('ChatCreated', joins('ann', 'bob')),
  of('MessageSent', { ordinal: 1 }),
  of('MessageSent', { ordinal: 2 }),
  of('MembersAdded', joins('cid', 'dan')),
  of('MessageSent', { ordinal: 3 }),
];

test('members stand where the chat was when they joined', () => {
  expect(after(...story)).toEqual({
    members: new Map(Object.entries({ ann: 0, bob: 0, cid: 2, dan: 2 })),
    lastOrdinal: 3,
  });
});

test('who is removed, leaves or returns', () => {
  const gone = [...story, of('MemberRemoved', { userId: 'bob' }), of('MemberLeft', { newOwnerId: null }, 'cid')];
  expect([...after(...gone).members]).toEqual([
    ['ann', 0],
    ['dan', 2],
  ]);
  expect(after(...gone, of('MembersAdded', joins('bob'))).members.get('bob')).toBe(3);
  expect(after(...gone, of('ChatDeleted', {})).members.size).toBe(0);
});

test('all else changes nothing, and a snapshot is the same again', () => {
  const state = after(...story);
  for (const type of ['MessageEdited', 'MessageDeleted', 'ReactionAdded', 'ChatUpdated', 'DirectClosed'] as const) {
    expect(membership.evolve(state, of(type, { ordinal: 9 }))).toBe(state);
  }
  expect(membershipSnapshot.fromJson(JSON.parse(JSON.stringify(membershipSnapshot.toJson(state))) as never)).toEqual(
    state,
  );
});
