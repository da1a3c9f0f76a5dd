import { raw } from '@messenger/messaging';
import { queries } from '@messenger/proto';
import { sql } from 'kysely';
import type { Query } from './query.ts';
import { userCardJson } from './user-json.ts';

type Row = { direction: 'incoming' | 'outgoing'; request: string };

/** The requests that the caller has to answer, and those that wait for another; newest first. */
export const contactRequests: Query<typeof queries.contactRequests, Row> = {
  endpoint: queries.contactRequests,
  select: ({ by }) => sql<Row>`
    select k.direction,
           jsonb_build_object('id', k.pair_id, 'user', ${userCardJson}, 'at', wire_time(k.at))::text as request
    from contacts k join users u on u.id = k.other_id
    where k.user_id = ${by} and k.standing = 'requested'
    order by k.seq desc`,
  answer(rows) {
    const those = (direction: Row['direction']) =>
      rows.flatMap((row) => (row.direction === direction ? row.request : [])).join();
    return raw(`{"incoming":[${those('incoming')}],"outgoing":[${those('outgoing')}]}`);
  },
};
