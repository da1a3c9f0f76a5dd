import { raw } from '@messenger/messaging';
import { queries } from '@messenger/proto';
import { sql } from 'kysely';
import { cutByBytes, maxReplyBytes } from './bytes.ts';
import type { Query } from './query.ts';
import { userCardJson } from './user-json.ts';

type Row = { direction: 'incoming' | 'outgoing'; request: string };

/** The requests that the caller has to answer, and those that wait for another; the newest first, as many as a reply holds. */
export const contactRequests: Query<typeof queries.contactRequests, Row> = {
  endpoint: queries.contactRequests,
  select: ({ by, userId }) => sql<Row>`
    select k.direction,
           jsonb_build_object('id', k.pair_id, 'user', ${userCardJson}, 'at', wire_time(k.at))::text as request
    from contacts k join users u on u.id = k.other_id
    where k.user_id = ${by} and k.standing = 'requested'
      and ${userId === undefined ? sql`true` : sql`k.other_id = ${userId}`}
    order by k.seq desc`,
  answer(rows) {
    // Half for each: however many ask the caller, whom the caller asked stands there.
    const those = (direction: Row['direction']) => {
      const all = rows.flatMap((row) => (row.direction === direction ? row.request : []));
      return cutByBytes(all, String, maxReplyBytes / 2).join();
    };
    return raw(`{"incoming":[${those('incoming')}],"outgoing":[${those('outgoing')}]}`);
  },
};
