import type { UserCard, UserEvent } from '@messenger/proto';

/** What anyone may see of a user, after one more of the user's events. */
export function evolveCard(_card: UserCard | undefined, event: UserEvent): UserCard {
  switch (event.type) {
    case 'UserRegistered':
      return { id: event.userId, username: event.data.username, displayName: event.data.displayName, avatar: null };
  }
}
