import { attachmentsInUse as endpoint } from '@messenger/proto';
import { sql } from 'kysely';
import type { Query } from './query.ts';

type Row = { used: string[] | null; deleted: string[] | null };

/** Which images messages have, and which those had that were deleted. */
export const attachmentsInUse: Query<typeof endpoint, Row> = {
  endpoint,
  select: ({ ids }) => sql<Row>`
    select array_agg(attachment_id) filter (where not deleted) as used,
           array_agg(attachment_id) filter (where deleted) as deleted
    from attachments where attachment_id = any (${ids}::uuid[])`,
  answer: ([row]) => ({ used: row?.used ?? [], deleted: row?.deleted ?? [] }),
};
