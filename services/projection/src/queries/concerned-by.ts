import { concernedBy as endpoint } from '@messenger/proto';
import { sql } from 'kysely';
import { concernedWith } from './access.ts';
import type { Query } from './query.ts';

/** As many ids as fit into one reply. */
const maxConcerned = 20_000;

type Row = { userIds: string[] };

/** Everyone else who may see a user's profile. */
export const concernedBy: Query<typeof endpoint, Row> = {
  endpoint,
  select: ({ userId }) => sql<Row>`
    select array_agg(them.id) as "userIds"
    from (select * from (${concernedWith(userId)}) them limit ${sql.lit(maxConcerned)}) them`,
  answer: ([row]) => ({ userIds: row?.userIds ?? [] }),
};
