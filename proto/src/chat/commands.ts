import { type Static, Type } from '@sinclair/typebox';
import { maxAttachments } from '../form-limits.ts';
import { Id } from '../ids.ts';
import { Time } from '../text.ts';
import { ChatName, Emoji, MessageText, maxMembers, Role, Slug } from './schemas.ts';

const base = { commandId: Id, by: Id, chatId: Id };

/** `commandId` is the message's id. */
export const SendMessage = Type.Object({
  ...base,
  type: Type.Literal('SendMessage'),
  text: MessageText,
  attachmentIds: Type.Optional(Type.Array(Id, { maxItems: maxAttachments })),
  replyTo: Type.Optional(Id),
});
export type SendMessage = Static<typeof SendMessage>;

export const EditMessage = Type.Object({
  ...base,
  type: Type.Literal('EditMessage'),
  messageId: Id,
  text: MessageText,
});
export type EditMessage = Static<typeof EditMessage>;
export const DeleteMessage = Type.Object({ ...base, type: Type.Literal('DeleteMessage'), messageId: Id });
export type DeleteMessage = Static<typeof DeleteMessage>;

const reaction = { ...base, messageId: Id, emoji: Emoji };
export const AddReaction = Type.Object({ ...reaction, type: Type.Literal('AddReaction') });
export type AddReaction = Static<typeof AddReaction>;
export const RemoveReaction = Type.Object({ ...reaction, type: Type.Literal('RemoveReaction') });
export type RemoveReaction = Static<typeof RemoveReaction>;

/** `chatId` is derived from the two users, so that there can never be two (R11). */
export const CreateDirect = Type.Object({ ...base, type: Type.Literal('CreateDirect'), userId: Id });
export type CreateDirect = Static<typeof CreateDirect>;

/** `chatId` is derived from the caller and the command, so that repeating it makes no second group. */
export const CreateGroup = Type.Object({
  ...base,
  type: Type.Literal('CreateGroup'),
  name: ChatName,
  slug: Type.Optional(Slug),
  avatarId: Type.Optional(Id),
  memberIds: Type.Array(Id, { minItems: 1, maxItems: maxMembers }),
});
export type CreateGroup = Static<typeof CreateGroup>;

export const UpdateChat = Type.Object({
  ...base,
  type: Type.Literal('UpdateChat'),
  name: Type.Optional(ChatName),
  slug: Type.Optional(Type.Union([Slug, Type.Null()])),
  avatarId: Type.Optional(Type.Union([Id, Type.Null()])),
});
export type UpdateChat = Static<typeof UpdateChat>;
export const DeleteChat = Type.Object({ ...base, type: Type.Literal('DeleteChat') });
export type DeleteChat = Static<typeof DeleteChat>;

export const AddMembers = Type.Object({
  ...base,
  type: Type.Literal('AddMembers'),
  userIds: Type.Array(Id, { minItems: 1, maxItems: maxMembers }),
});
export type AddMembers = Static<typeof AddMembers>;
export const RemoveMember = Type.Object({ ...base, type: Type.Literal('RemoveMember'), userId: Id });
export type RemoveMember = Static<typeof RemoveMember>;
export const ChangeRole = Type.Object({ ...base, type: Type.Literal('ChangeRole'), userId: Id, role: Role });
export type ChangeRole = Static<typeof ChangeRole>;
export const LeaveChat = Type.Object({ ...base, type: Type.Literal('LeaveChat') });
export type LeaveChat = Static<typeof LeaveChat>;

export const ChatCommand = Type.Union([
  SendMessage,
  EditMessage,
  DeleteMessage,
  AddReaction,
  RemoveReaction,
  CreateDirect,
  CreateGroup,
  UpdateChat,
  DeleteChat,
  AddMembers,
  RemoveMember,
  ChangeRole,
  LeaveChat,
]);
export type ChatCommand = Static<typeof ChatCommand>;

export const Sent = Type.Object({
  messageId: Id,
  version: Type.Integer(),
  ordinal: Type.Integer(),
  sentAt: Time,
});
export type Sent = Static<typeof Sent>;

/** `created`: by this command, also when it is repeated. */
export const Created = Type.Object({ chatId: Id, created: Type.Boolean() });
export type Created = Static<typeof Created>;

/** How far the chat had come when the command was done: what its event has, or what it had if all was already so. */
export const Done = Type.Object({ chatId: Id, version: Type.Integer() });
export type Done = Static<typeof Done>;
