import type { Evolver, SnapshotCodec } from '@messenger/event-store';
import type { ChatEvent, UserId } from '@messenger/proto';

/** What receipts take of a chat: who is in it, each with the chat's last ordinal when they joined, and its last now. */
export type Membership = { members: ReadonlyMap<UserId, number>; lastOrdinal: number };

export const membership: Evolver<Membership, ChatEvent> = {
  initial: { members: new Map(), lastOrdinal: 0 },
  evolve(before, event) {
    switch (event.type) {
      case 'ChatCreated':
      case 'MembersAdded': {
        const members = new Map(before.members);
        for (const { userId } of event.data.members) members.set(userId, before.lastOrdinal);
        return { ...before, members };
      }
      case 'MessageSent':
        return { ...before, lastOrdinal: event.data.ordinal };
      case 'MemberRemoved':
        return { ...before, members: without(before.members, event.data.userId) };
      case 'MemberLeft':
        return { ...before, members: without(before.members, event.by) };
      case 'ChatDeleted':
        return { ...before, members: new Map() };
      case 'MessageEdited':
      case 'MessageDeleted':
      case 'ReactionAdded':
      case 'ReactionRemoved':
      case 'ChatUpdated':
      case 'MemberRoleChanged':
      case 'DirectClosed':
      case 'DirectReopened':
        return before;
    }
  },
};

function without(members: Membership['members'], userId: UserId): Membership['members'] {
  const rest = new Map(members);
  rest.delete(userId);
  return rest;
}

type MembershipJson = { members: [UserId, number][]; lastOrdinal: number };

export const membershipSnapshot: SnapshotCodec<Membership> = {
  schema: 1,
  toJson: ({ members, lastOrdinal }): MembershipJson => ({ members: [...members], lastOrdinal }),
  fromJson: ({ members, lastOrdinal }: MembershipJson): Membership => ({ members: new Map(members), lastOrdinal }),
};
