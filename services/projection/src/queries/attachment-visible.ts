import { attachmentVisible as endpoint } from '@messenger/proto';
import { sql } from 'kysely';
import { chatsOf } from './access.ts';
import type { Query } from './query.ts';

type Row = { visible: boolean };

/**
 * Whether a user may see an image: it is in a message of one of their chats that was not deleted, or is the picture of
 * one, or a profile's, which anyone may find by searching (R6).
 */
export const attachmentVisible: Query<typeof endpoint, Row> = {
  endpoint,
  select: ({ by, attachmentId }) => sql<Row>`
    select exists (select from users u where u.avatar ->> 'id' = ${attachmentId}::text)
        or exists (
          select from ${chatsOf(by)} join attachments a on a.chat_id = c.id
          where a.attachment_id = ${attachmentId} and not a.deleted)
        or exists (select from ${chatsOf(by)} where c.avatar ->> 'id' = ${attachmentId}::text) as visible`,
  answer: ([row]) => ({ visible: row?.visible ?? false }),
};
