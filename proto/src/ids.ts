import { type Static, Type } from '@sinclair/typebox';
import { idPattern, isId } from './is-id.ts';

export { idPattern, isId };

export const Id = Type.String({ pattern: idPattern, description: 'lower-case UUID' });
export type Id = Static<typeof Id>;
export type UserId = Id;
export type ChatId = Id;
export type MessageId = Id;
export type PairId = Id;
export type SessionId = Id;
export type CommandId = Id;
