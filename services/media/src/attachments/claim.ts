import type { Handler } from '@messenger/messaging';
import {
  type ClaimRequest,
  type claimAttachments,
  invalidField,
  isRefusal,
  notFound,
  type Refusal,
  refuse,
} from '@messenger/proto';
import { sql } from 'kysely';
import type { Database } from '../database/tables.ts';
import type { Deps } from '../deps.ts';
import { attachmentOf, type StoredAttachment } from './find-attachment.ts';

/**
 * Takes uploads for a message, all or none of them: each is for one message only, by compare-and-set. Profiles and
 * groups share what was uploaded as a picture of its owner's.
 */
export function claim({ db }: Deps): Handler<typeof claimAttachments> {
  return async (request) => {
    const claimed = await claimAll(db, request);
    return isRefusal(claimed) ? claimed : { attachments: claimed.map(attachmentOf) };
  };
}

async function claimAll(db: Database, request: ClaimRequest): Promise<StoredAttachment[] | Refusal> {
  const { by, ids, for: wanted } = request;
  const claimedFor = wanted.kind === 'avatar' ? 'avatar' : `${wanted.chatId}:${wanted.messageId}`;
  return db.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom('media.attachments')
      .selectAll()
      .where('id', 'in', ids)
      .where('owner', '=', by)
      .orderBy('id')
      .forUpdate()
      .execute();
    const found = new Map(rows.map((row) => [row.id, row]));
    const inOrder = ids.map((id) => found.get(id));
    if (!inOrder.every((row) => row !== undefined) || found.size !== ids.length) return notFound();
    const refusal = whyNot(inOrder, wanted.kind, claimedFor);
    if (refusal) return refusal;
    await tx
      .updateTable('media.attachments')
      .set({ claimed_for: claimedFor, claimed_at: sql`now()` })
      .where('id', 'in', ids)
      .execute();
    return inOrder;
  });
}

function whyNot(rows: StoredAttachment[], kind: ClaimRequest['for']['kind'], claimedFor: string): Refusal | undefined {
  if (rows.some(({ purpose }) => purpose !== kind)) {
    const field = kind === 'avatar' ? '/avatarId' : '/attachmentIds';
    const flaw = `must be uploaded with the purpose ${kind}`;
    return invalidField(field, flaw, 'This image was uploaded for something else.');
  }
  const isTaken = rows.some(({ claimed_for }) => claimed_for !== null && claimed_for !== claimedFor);
  return isTaken ? refuse('conflict', 'An image of this message is in another one already.') : undefined;
}
