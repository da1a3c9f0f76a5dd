import type { FollowedEvent } from '@messenger/event-store';
import type { ChatEvent, ChatId, ContactEvent, UserId } from '@messenger/proto';

/**
 * What an event changes in who gets what: who is in a chat, and who sees whose presence. Who `entered` was there when
 * the chat was made, so that its pushes say all; who `joined` needs the chat as it is.
 */
export type Change =
  | { kind: 'entered' | 'left'; chatId: ChatId; userId: UserId }
  | Joined
  | { kind: 'befriended' | 'parted'; userIds: readonly [UserId, UserId] };

/** `event` names the event of the joining, for the push that tells of it. */
export type Joined = { kind: 'joined'; chatId: ChatId; userId: UserId; event: { id: string; at: string; by: UserId } };

/** The chats whose events a device gets, and the users whose presence it sees. */
export type Membership = { readonly chats: Set<ChatId>; readonly contacts: Set<UserId> };

export const membershipOf = (chats: Iterable<ChatId>, contacts: Iterable<UserId>): Membership => ({
  chats: new Set(chats),
  contacts: new Set(contacts),
});

/** The changes of an event of the log, in the order in which they take effect, before its pushes go out. */
export function changesOf(event: FollowedEvent): Change[] {
  if (!event.event) return [];
  if (event.kind === 'chat') return changesOfChatEvent(event.event as ChatEvent);
  if (event.kind === 'contact') return changesOfContactEvent(event.event as ContactEvent);
  return [];
}

function changesOfChatEvent(event: ChatEvent): Change[] {
  const { chatId } = event;
  switch (event.type) {
    case 'ChatCreated':
      return event.data.members.map(({ userId }) => ({ kind: 'entered', chatId, userId }));
    case 'MembersAdded':
      return event.data.members.map(({ userId }) => ({ kind: 'joined', chatId, userId, event: causeOf(event) }));
    case 'MemberRemoved':
      return [{ kind: 'left', chatId, userId: event.data.userId }];
    case 'MemberLeft':
      return [{ kind: 'left', chatId, userId: event.by }];
    default:
      return [];
  }
}

const causeOf = ({ id, at, by }: ChatEvent) => ({ id, at, by });

function changesOfContactEvent(event: ContactEvent): Change[] {
  const userIds = [event.data.requester.id, event.data.recipient.id] as const;
  if (event.type === 'ContactAccepted') return [{ kind: 'befriended', userIds }];
  if (event.type === 'ContactRemoved') return [{ kind: 'parted', userIds }];
  return [];
}

/** The chat that an event ends: its members get its pushes still, and nobody anything after. */
export function endedBy({ event }: FollowedEvent): ChatId | undefined {
  return event?.type === 'ChatDeleted' ? event.chatId : undefined;
}

/** The other of two users, for one of them; undefined for anyone else. */
export function otherOf([a, b]: readonly [UserId, UserId], userId: UserId): UserId | undefined {
  if (userId === a) return b;
  return userId === b ? a : undefined;
}

/** Applies a change to what one user's device gets. Who joined is in once it was sent the chat, so not here. */
export function applyChange(membership: Membership, userId: UserId, change: Change): void {
  if ('chatId' in change) {
    if (change.userId !== userId) return;
    if (change.kind === 'entered') membership.chats.add(change.chatId);
    else membership.chats.delete(change.chatId);
    return;
  }
  const other = otherOf(change.userIds, userId);
  if (other === undefined) return;
  if (change.kind === 'befriended') membership.contacts.add(other);
  else membership.contacts.delete(other);
}
