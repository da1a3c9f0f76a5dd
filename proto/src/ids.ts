import { type Static, Type } from '@sinclair/typebox';
import { idPattern, isId } from './is-id.ts';

export { idPattern, isId };

export const Id = Type.String({
  pattern: idPattern,
  description: 'lower-case UUID',
  examples: ['0199d2f4-7a10-7c3e-9f21-5b1c8e0a4d77'],
});
export type Id = Static<typeof Id>;
export type UserId = Id;
export type ChatId = Id;
export type MessageId = Id;
export type SessionId = Id;
export type CommandId = Id;
