import type { ChatId, Outgoing, Push, UserId } from '@messenger/proto';
import { durableFrame, type Frame, liveFrame, once } from './frame.ts';
import type { Membership } from './membership.ts';

/**
 * A push and whom it is for: the members of a chat, named users, or (both given) those of them who are members. The
 * frames are made at the first call and the same for everyone after.
 */
export type Target = {
  readonly chatId: ChatId | undefined;
  readonly userIds: readonly UserId[] | undefined;
  /** The number of the push in its chat; undefined for state. */
  readonly version: number | undefined;
  frame(): Frame;
  /** Without a cursor: for a device that was not sent all that the cursor would claim. */
  bare(): Frame;
};

/** Members of the chat, users by name, or, both given, the users among the members. */
export type Audience = { chatId?: ChatId; userIds?: readonly UserId[] };

/** A push with whom it is for. `cursor` is asked once, when `frame` is first called. */
export function target({ chatId, userIds }: Audience, push: Push, cursor: () => string): Target {
  return {
    chatId,
    userIds,
    version: push.version,
    frame: once(() => liveFrame(push, cursor())),
    bare: once(() => durableFrame(push)),
  };
}

/** Whom the contract's `Outgoing` is for; who is concerned by a profile is known to the read model alone. */
export function audienceOf(to: Exclude<Outgoing, { to: 'concerned' }>): Audience {
  if (to.to === 'users') return { userIds: to.userIds };
  return to.push.chatId === undefined ? { userIds: [] } : { chatId: to.push.chatId };
}

/** Whether a device of this user, who is in these chats, gets it. */
export function isFor({ chatId, userIds }: Target, userId: UserId, { chats }: Membership): boolean {
  return (userIds === undefined || userIds.includes(userId)) && (chatId === undefined || chats.has(chatId));
}
