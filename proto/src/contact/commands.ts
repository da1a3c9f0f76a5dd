import { type Static, Type } from '@sinclair/typebox';
import { Id } from '../ids.ts';

const base = { commandId: Id, by: Id };

/** To `subjects.contactCommand`. A pair is named by the other user or, where a request is meant, by its id. */
export const RequestContact = Type.Object({ ...base, type: Type.Literal('RequestContact'), userId: Id });
export const AcceptContact = Type.Object({ ...base, type: Type.Literal('AcceptContact'), pairId: Id });
/** The recipient rejects, the requester withdraws. */
export const DeclineContact = Type.Object({ ...base, type: Type.Literal('DeclineContact'), pairId: Id });
export const RemoveContact = Type.Object({ ...base, type: Type.Literal('RemoveContact'), userId: Id });

export const ContactCommand = Type.Union([RequestContact, AcceptContact, DeclineContact, RemoveContact]);
export type ContactCommand = Static<typeof ContactCommand>;

/** How the pair stands after the command, for the one who gave it. */
export const ContactReply = Type.Object({
  pairId: Id,
  userId: Id,
  standing: Type.Union([
    Type.Literal('none'),
    Type.Literal('outgoing'),
    Type.Literal('incoming'),
    Type.Literal('contact'),
  ]),
});
export type ContactReply = Static<typeof ContactReply>;
