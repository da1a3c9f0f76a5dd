import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Emoji, MessageText } from '../chat/schemas.ts';
import { maxAttachments } from '../form-limits.ts';
import { Id } from '../ids.ts';
import { PresencePreference } from '../user/schemas.ts';

/** What every client frame has; `id` comes back in the answer. */
export const ClientFrame = Type.Object({
  type: Type.String({ maxLength: 50 }),
  id: Type.Optional(Type.Union([Type.String({ maxLength: 100 }), Type.Number()])),
  commandId: Type.Optional(Id),
  data: Type.Optional(Type.Unknown()),
});
export type ClientFrame = Static<typeof ClientFrame>;

const Upto = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'ordinal' });

/** The `data` of each client frame. */
export const clientFrames = {
  hello: Type.Object({
    token: Type.String({ maxLength: 4096 }),
    cursor: Type.Optional(Type.Union([Type.String({ maxLength: 4096 }), Type.Null()])),
    device: Type.Optional(Type.String({ maxLength: 4096 })),
  }),
  'message:send': Type.Object({
    chatId: Id,
    messageId: Id,
    text: Type.Optional(MessageText),
    attachmentIds: Type.Optional(Type.Array(Id, { maxItems: maxAttachments })),
    replyTo: Type.Optional(Id),
  }),
  'message:edit': Type.Object({ chatId: Id, messageId: Id, text: MessageText }),
  'message:delete': Type.Object({ chatId: Id, messageId: Id }),
  'message:read': Type.Object({ chatId: Id, upTo: Upto }),
  'message:delivered': Type.Object({ chatId: Id, upTo: Upto }),
  'reaction:add': Type.Object({ chatId: Id, messageId: Id, emoji: Emoji }),
  'reaction:remove': Type.Object({ chatId: Id, messageId: Id, emoji: Emoji }),
  'typing:start': Type.Object({ chatId: Id }),
  'typing:stop': Type.Object({ chatId: Id }),
  'presence:set': Type.Object({ presence: PresencePreference }),
  'chat:events': Type.Object({ chatId: Id, after: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }),
  token: Type.Object({ token: Type.String({ maxLength: 4096 }) }),
  ping: Type.Object({}),
} as const satisfies Record<string, TSchema>;

export type ClientFrameType = keyof typeof clientFrames;
export type ClientFrameData<T extends ClientFrameType> = Static<(typeof clientFrames)[T]>;

export const Welcome = Type.Object({
  userId: Id,
  sessionId: Id,
  heartbeatSeconds: Type.Integer(),
  cursor: Type.String({ description: 'where serving starts' }),
});
export type Welcome = Static<typeof Welcome>;
