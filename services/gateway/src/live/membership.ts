import type { FollowedEvent } from '@messenger/event-store';
import type { ChatEvent, ChatId, ContactEvent, UserId } from '@messenger/proto';

/** What an event changes in who gets what: who is in a chat, and who sees whose presence. */
export type Change =
  | { kind: 'joined'; chatId: ChatId; userId: UserId }
  | { kind: 'left'; chatId: ChatId; userId: UserId }
  | { kind: 'befriended'; userIds: readonly [UserId, UserId] }
  | { kind: 'parted'; userIds: readonly [UserId, UserId] };

/** The chats whose events a device gets, and the users whose presence it sees. */
export type Membership = { readonly chats: Set<ChatId>; readonly contacts: Set<UserId> };

export const membershipOf = (chats: Iterable<ChatId>, contacts: Iterable<UserId>): Membership => ({
  chats: new Set(chats),
  contacts: new Set(contacts),
});

/** The changes of an event of the log, in the order in which they take effect. */
export function changesOf(event: FollowedEvent): Change[] {
  if (!event.event) return [];
  if (event.kind === 'chat') return changesOfChatEvent(event.event as ChatEvent);
  if (event.kind === 'contact') return changesOfContactEvent(event.event as ContactEvent);
  return [];
}

function changesOfChatEvent(event: ChatEvent): Change[] {
  if (event.type !== 'ChatCreated') return [];
  return event.data.members.map(({ userId }) => ({ kind: 'joined', chatId: event.chatId, userId }));
}

function changesOfContactEvent(event: ContactEvent): Change[] {
  const userIds = [event.data.requester.id, event.data.recipient.id] as const;
  if (event.type === 'ContactAccepted') return [{ kind: 'befriended', userIds }];
  if (event.type === 'ContactRemoved') return [{ kind: 'parted', userIds }];
  return [];
}

/** The other of two users, for one of them; undefined for anyone else. */
export function otherOf([a, b]: readonly [UserId, UserId], userId: UserId): UserId | undefined {
  if (userId === a) return b;
  return userId === b ? a : undefined;
}

/** Applies a change to what one user's device gets. */
export function applyChange(membership: Membership, userId: UserId, change: Change): void {
  if (change.kind === 'joined' || change.kind === 'left') {
    if (change.userId !== userId) return;
    if (change.kind === 'joined') membership.chats.add(change.chatId);
    else membership.chats.delete(change.chatId);
    return;
  }
  const other = otherOf(change.userIds, userId);
  if (other === undefined) return;
  if (change.kind === 'befriended') membership.contacts.add(other);
  else membership.contacts.delete(other);
}
