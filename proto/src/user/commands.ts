import { type Static, Type } from '@sinclair/typebox';
import { ChatSettings } from '../chat/schemas.ts';
import { endpoint } from '../endpoint.ts';
import { Id } from '../ids.ts';
import { subjects } from '../subjects.ts';
import { DisplayName, PresencePreference, User } from './schemas.ts';

const base = { commandId: Id, by: Id };

/** To `subjects.userCommand`; what is absent stays. */
export const UpdateProfile = Type.Object({
  ...base,
  type: Type.Literal('UpdateProfile'),
  displayName: Type.Optional(DisplayName),
  presence: Type.Optional(PresencePreference),
  readReceipts: Type.Optional(Type.Boolean()),
  avatarId: Type.Optional(Type.Union([Id, Type.Null()])),
});
/** A member's own settings of a chat; what is absent stays. */
export const ChangeChatSettings = Type.Object({
  ...base,
  type: Type.Literal('ChangeChatSettings'),
  chatId: Id,
  settings: Type.Partial(ChatSettings),
});

export const UserCommand = Type.Union([UpdateProfile, ChangeChatSettings]);
export type UserCommand = Static<typeof UserCommand>;

export const ProfileReply = Type.Object({ user: User });
export const SettingsReply = Type.Object({ settings: ChatSettings });
export const userCommand = endpoint(subjects.userCommand, UserCommand, Type.Union([ProfileReply, SettingsReply]));
