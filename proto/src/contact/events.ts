import { type Static, Type } from '@sinclair/typebox';
import { contactEvent } from '../envelope.ts';
import { UserCard } from '../user/schemas.ts';

const Parties = Type.Object({
  requester: UserCard,
  recipient: UserCard,
});

export const ContactRequested = contactEvent('ContactRequested', 1, Parties);
/** By the recipient's accepting, or by a request that crossed the other's. */
export const ContactAccepted = contactEvent('ContactAccepted', 1, Parties);
/** By the recipient. */
export const ContactRejected = contactEvent('ContactRejected', 1, Parties);
/** By the requester. */
export const ContactWithdrawn = contactEvent('ContactWithdrawn', 1, Parties);
export const ContactRemoved = contactEvent('ContactRemoved', 1, Parties);

export const contactEvents = {
  ContactRequested,
  ContactAccepted,
  ContactRejected,
  ContactWithdrawn,
  ContactRemoved,
} as const;
export type ContactEvent = {
  [K in keyof typeof contactEvents]: Static<(typeof contactEvents)[K]>;
}[keyof typeof contactEvents];
