import type { Attachment, Id } from '@messenger/proto';
import type { Selectable } from 'kysely';
import type { Attachments, Database } from '../database/tables.ts';

export type StoredAttachment = Selectable<Attachments>;

export const findAttachment = (db: Database, id: Id): Promise<StoredAttachment | undefined> =>
  db.selectFrom('media.attachments').selectAll().where('id', '=', id).executeTakeFirst();

/** As everyone sees it. */
export const attachmentOf = ({ id, bytes, width, height, animated, placeholder }: StoredAttachment): Attachment => ({
  id,
  mime: 'image/webp',
  bytes,
  width,
  height,
  animated,
  placeholder,
});
