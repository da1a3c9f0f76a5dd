import { type Static, Type } from '@sinclair/typebox';
import { Id } from '../ids.ts';
import { Time } from '../text.ts';
import { MessageText } from './schemas.ts';

const base = { commandId: Id, by: Id, chatId: Id };

/** `commandId` is the message's id. */
export const SendMessage = Type.Object({ ...base, type: Type.Literal('SendMessage'), text: MessageText });
export type SendMessage = Static<typeof SendMessage>;

/** `chatId` is derived from the two users, so that there can never be two (R11). */
export const CreateDirect = Type.Object({ ...base, type: Type.Literal('CreateDirect'), userId: Id });
export type CreateDirect = Static<typeof CreateDirect>;

export const ChatCommand = Type.Union([SendMessage, CreateDirect]);
export type ChatCommand = Static<typeof ChatCommand>;

export const Sent = Type.Object({
  messageId: Id,
  version: Type.Integer(),
  ordinal: Type.Integer(),
  sentAt: Time,
});
export type Sent = Static<typeof Sent>;

export const DirectCreated = Type.Object({ chatId: Id, created: Type.Boolean() });
export type DirectCreated = Static<typeof DirectCreated>;
