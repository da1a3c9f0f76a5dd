import { type Static, Type } from '@sinclair/typebox';
import { Id } from '../ids.ts';
import { Time } from '../text.ts';

/** What the server pushes: top level only what routes and orders it, all else under `data`. */
export const Push = Type.Object({
  type: Type.String(),
  id: Type.Optional(Id),
  chatId: Type.Optional(Id),
  version: Type.Optional(Type.Integer()),
  at: Type.Optional(Time),
  by: Type.Optional(Id),
  cursor: Type.Optional(Type.String()),
  data: Type.Unknown(),
});
export type Push = Static<typeof Push>;

/**
 * A push and whom it is for: all members of its chat (numbered there), named users, or everyone who may see a user's
 * profile, but for the user (state, the latest wins).
 */
export type Outgoing =
  | { to: 'chat'; push: Push }
  | { to: 'users'; userIds: string[]; push: Push }
  | { to: 'concerned'; userId: string; push: Push };
