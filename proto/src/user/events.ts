import { type Static, Type } from '@sinclair/typebox';
import { ChatSettings } from '../chat/schemas.ts';
import { userEvent } from '../envelope.ts';
import { Id } from '../ids.ts';
import { Avatar, DisplayName, PresencePreference, Username } from './schemas.ts';

/** Version 1 of every user; the only event that auth writes. */
export const UserRegistered = userEvent(
  'UserRegistered',
  1,
  Type.Object({ username: Username, displayName: DisplayName }),
);
export type UserRegistered = Static<typeof UserRegistered>;

/** The whole profile as it is from now on, so that the newest such event tells all. */
export const ProfileChanged = userEvent(
  'ProfileChanged',
  1,
  Type.Object({
    username: Username,
    displayName: DisplayName,
    avatar: Type.Union([Avatar, Type.Null()]),
    presence: PresencePreference,
    readReceipts: Type.Boolean(),
    /** False where the user's own settings alone changed, which is nobody else's business; absent in older events. */
    cardChanged: Type.Optional(Type.Boolean()),
  }),
);

/** A member's own settings of one chat: nobody else's business, hence not in the chat's log. */
export const ChatSettingsChanged = userEvent(
  'ChatSettingsChanged',
  1,
  Type.Object({ chatId: Id, settings: ChatSettings }),
);

export const userEvents = { UserRegistered, ProfileChanged, ChatSettingsChanged } as const;
export type UserEvent = { [K in keyof typeof userEvents]: Static<(typeof userEvents)[K]> }[keyof typeof userEvents];
export type UserEventOf<T extends UserEvent['type']> = Extract<UserEvent, { type: T }>;
