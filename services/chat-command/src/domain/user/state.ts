import {
  type Avatar,
  type ChatSettings,
  type CommandId,
  type PresencePreference,
  registeredSettings,
  type UserCard,
  type UserEvent,
  type UserId,
} from '@messenger/proto';

/** A user as deciding needs it; undefined for one that never registered. */
export type UserState =
  | {
      id: UserId;
      username: string;
      displayName: string;
      avatar: Avatar | null;
      presence: PresencePreference;
      readReceipts: boolean;
      createdAt: string;
      settings: ReadonlyMap<string, ChatSettings>;
      /** The last commands that made an event, and which, so that a repeated one is no second one. */
      answered: readonly { id: CommandId; type: UserEvent['type'] }[];
    }
  | undefined;

const answeredKept = 64;

/** The user after one more event; refuses nothing, and takes in nothing before the registration. */
export function evolve(user: UserState, event: UserEvent): UserState {
  if (event.type === 'UserRegistered') {
    const { username, displayName } = event.data;
    return {
      id: event.userId,
      username,
      displayName,
      avatar: null,
      ...registeredSettings,
      createdAt: event.at,
      settings: new Map(),
      answered: [{ id: event.id, type: event.type }],
    };
  }
  if (!user) return user;
  const answered = [...user.answered, { id: event.id, type: event.type }].slice(-answeredKept);
  switch (event.type) {
    case 'ProfileChanged': {
      const { cardChanged: _, ...profile } = event.data;
      return { ...user, ...profile, answered };
    }
    case 'ChatSettingsChanged':
      return { ...user, settings: new Map(user.settings).set(event.data.chatId, event.data.settings), answered };
  }
}

/** What anyone may see of a user. */
export function cardOf(user: NonNullable<UserState>): UserCard {
  const { id, username, displayName, avatar } = user;
  return { id, username, displayName, avatar };
}

type UserStateJson = Omit<NonNullable<UserState>, 'settings'> & { settings: [string, ChatSettings][] };

/** How a user's state is kept in snapshots. */
export const userSnapshot = {
  schema: 2,
  toJson: (user: UserState): UserStateJson | null => (user ? { ...user, settings: [...user.settings] } : null),
  fromJson: (json: UserStateJson | null): UserState =>
    json ? { ...json, settings: new Map(json.settings) } : undefined,
};
