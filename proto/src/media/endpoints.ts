import { type Static, Type } from '@sinclair/typebox';
import { Attachment } from '../chat/schemas.ts';
import { endpoint } from '../endpoint.ts';
import { maxAttachments } from '../form-limits.ts';
import { Id } from '../ids.ts';
import { subjects } from '../subjects.ts';

/**
 * Takes uploads of a user for one message, or one for a profile or group, before that is in the log. The same claim
 * again is answered the same; what another message has is refused.
 */
export const ClaimRequest = Type.Object({
  by: Id,
  ids: Type.Array(Id, { minItems: 1, maxItems: maxAttachments }),
  for: Type.Union([
    Type.Object({ kind: Type.Literal('message'), chatId: Id, messageId: Id }),
    Type.Object({ kind: Type.Literal('avatar') }),
  ]),
});
export type ClaimRequest = Static<typeof ClaimRequest>;

/** Asked by chat-command; in the order of the ids. */
export const claimAttachments = endpoint(
  subjects.media('claim'),
  ClaimRequest,
  Type.Object({ attachments: Type.Array(Attachment) }),
);
