import { derivedId } from '@messenger/kit';
import type { Id, UserId, UserRegistered } from '@messenger/proto';

/** It follows from the user's id, so that making the event again makes the same event. */
export const registeredEventId = (userId: UserId): Id => derivedId(userId, userId, 'registered');

/** Version 1 of a user. */
export function registeredEvent(user: {
  id: string;
  username: string;
  displayName: string;
  createdAt: Date;
}): UserRegistered {
  return {
    id: registeredEventId(user.id),
    type: 'UserRegistered',
    v: 1,
    userId: user.id,
    version: 1,
    prev: null,
    by: user.id,
    at: user.createdAt.toISOString(),
    data: { username: user.username, displayName: user.displayName },
  };
}
