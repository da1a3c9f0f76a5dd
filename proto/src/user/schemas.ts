import { type Static, Type } from '@sinclair/typebox';
import { maxNameLength, usernamePattern } from '../form-limits.ts';
import { Id } from '../ids.ts';
import { Text, Time } from '../text.ts';

export const Username = Type.String({
  pattern: usernamePattern,
  description: '3–50 of A-Z a-z 0-9 _',
  examples: ['ann'],
});
export const DisplayName = Text(1, maxNameLength, `1–${maxNameLength} characters`, 'Ann Lee');

/** A picture of a person or group: the id of an attachment and what to show while it loads. */
export const Avatar = Type.Object({ id: Id, placeholder: Type.String() });
export type Avatar = Static<typeof Avatar>;

/** What anyone may see of a user (R6). Contact events carry it, so that pushes need no look-up. */
export const UserCard = Type.Object({
  id: Id,
  username: Username,
  displayName: DisplayName,
  avatar: Type.Union([Avatar, Type.Null()]),
});
export type UserCard = Static<typeof UserCard>;

export const PresencePreference = Type.Union(
  (['online', 'away', 'dnd', 'invisible'] as const).map((p) => Type.Literal(p)),
  { description: 'what the user wants to be seen as' },
);
export type PresencePreference = Static<typeof PresencePreference>;

/** What others see. */
export const PresenceState = Type.Union((['online', 'away', 'offline'] as const).map((p) => Type.Literal(p)));
export type PresenceState = Static<typeof PresenceState>;

/** A user to those who may see the profile; `presence` (a preference) and `readReceipts` only to oneself. */
export const User = Type.Composite([
  UserCard,
  Type.Object({
    createdAt: Time,
    presence: Type.Optional(PresencePreference),
    readReceipts: Type.Optional(Type.Boolean()),
  }),
]);
export type User = Static<typeof User>;

/** What who registers sets for oneself, until they set it otherwise. */
export const registeredSettings = { presence: 'online', readReceipts: true } as const satisfies Partial<User>;

export const ContactState = Type.Union(
  (['none', 'incoming', 'outgoing', 'contact', 'self'] as const).map((s) => Type.Literal(s)),
);

/** What of a user is told when it changes. */
export const UpdatedUser = Type.Composite([
  UserCard,
  Type.Partial(Type.Pick(User, ['createdAt', 'presence', 'readReceipts'])),
]);
export type UpdatedUser = Static<typeof UpdatedUser>;

export const UserResult = Type.Composite([
  UserCard,
  Type.Object({ contact: ContactState, presence: Type.Optional(PresenceState) }),
]);
export type UserResult = Static<typeof UserResult>;
