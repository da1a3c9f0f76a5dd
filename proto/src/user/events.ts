import { type Static, Type } from '@sinclair/typebox';
import { userEvent } from '../envelope.ts';
import { DisplayName, Username } from './schemas.ts';

/** Version 1 of every user; the only event that auth writes. */
export const UserRegistered = userEvent(
  'UserRegistered',
  1,
  Type.Object({ username: Username, displayName: DisplayName }),
);
export type UserRegistered = Static<typeof UserRegistered>;

export const userEvents = { UserRegistered } as const;
export type UserEvent = UserRegistered;
