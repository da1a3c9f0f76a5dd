import { chatStreamBeside } from '@messenger/proto';
import type { Db } from '@messenger/read-model';
import { type RawBuilder, sql } from 'kysely';
import { chatsOf } from '../queries/access.ts';
import { otherCursors, othersIn } from '../queries/receipts-sql.ts';
import { type ChangeRow, type Changes, changesOf, firstOf, maxChanges } from './changes.ts';
import type { Stretch } from './resumption.ts';

/** Of the places to which members of a group moved, the furthest; what is told of one holds for all before it. */
const maxPlaces = 10;

/**
 * How far a user and those the user writes to have come: the own cursor of each chat that moved, the other's in direct
 * chats, and in groups how many have the user's newest message up to each place where others came. The latest state
 * alone, at the sequence of the last move that it shows. What moved with one event stands at one sequence, so it is told
 * as one change.
 */
export async function receiptChanges(tx: Db, by: string, stretch: Stretch, budget: number): Promise<Changes> {
  const { rows } = await selectReceiptChanges(by, stretch, budget).execute(tx);
  return changesOf(rows);
}

/** Their rows, as pushes; `budget`: how many bytes they may weigh together. */
export function selectReceiptChanges(by: string, { stream, at, to }: Stretch, budget: number) {
  const within = (seq: string) => sql`${sql.ref(seq)} > ${at}::bigint and ${sql.ref(seq)} <= ${to}::bigint`;
  const push = (type: string, data: RawBuilder<unknown>) =>
    sql`jsonb_build_object('type', ${sql.lit(type)}, 'chatId', mine.id, 'data', jsonb_build_object(${data}))::text`;
  const peer = (type: string, upTo: string, seq: string) => sql`
    select ${sql.ref(seq)} as seq, ${push(type, sql`'upTo', ${sql.ref(upTo)}, 'userId', their.user_id`)} as push
    from mine join receipts their on their.chat_id = mine.id and their.user_id <> ${by}
    where mine.kind = 'direct' and ${within(seq)}`;
  const counted = (type: string, cursor: RawBuilder<unknown>, upTo: string, seq: string) => sql`
    select reached.seq, ${push(type, sql`'upTo', reached.ordinal, 'count', reached.count`)} as push
    from mine cross join lateral (
      with others as materialized (
        select ${cursor} as has, ${sql.ref(upTo)} as up_to, ${sql.ref(seq)} as seq
        from ${othersIn(sql`mine.id`, sql`${by}`)}
      )
      select newest.ordinal, max(moved.seq) as seq,
             (select count(*) from others where has >= newest.ordinal) as count
      from (
        select up_to, max(seq) as seq from others where ${within('seq')}
        group by up_to order by up_to desc limit ${sql.lit(maxPlaces)}
      ) moved cross join lateral (
        select sent.ordinal from messages sent
        where sent.chat_id = mine.id and sent.sender_id = ${by} and sent.kind = 'user' and sent.ordinal <= moved.up_to
        order by sent.ordinal desc limit 1
      ) newest
      group by newest.ordinal
    ) reached
    where mine.kind = 'group'`;

  const changed = sql`
    with mine as materialized (
      select c.id, c.kind from ${chatsOf(by)}
      where c.stream = ${chatStreamBeside(stream)}
        and exists (select from receipts moved where moved.chat_id = c.id and ${within('moved.seq')})
    ),
    told as (
      select own.read_seq as seq, ${push('chat:read', sql`'upTo', own.read_up_to`)} as push
      from mine join receipts own on own.chat_id = mine.id and own.user_id = ${by}
      where ${within('own.read_seq')}
      union all ${peer('message:delivered', 'their.delivered_up_to', 'their.delivered_seq')}
      union all ${peer('message:read', 'their.shown_read_up_to', 'their.shown_read_seq')}
      union all ${counted('message:delivered', otherCursors.delivered, 'their.delivered_up_to', 'their.delivered_seq')}
      union all ${counted('message:read', otherCursors.shownRead, 'their.shown_read_up_to', 'their.shown_read_seq')}
    )
    select seq, string_agg(push, ',') as push, sum(octet_length(push) + 1) as weight
    from told group by seq order by seq limit ${sql.lit(maxChanges + 1)}`;
  return sql<ChangeRow>`${firstOf(changed, budget)}`;
}
