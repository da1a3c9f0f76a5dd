import { raw } from '@messenger/messaging';
import { invalidField, notFound, queries, type RequestOf } from '@messenger/proto';
import { type RawBuilder, sql } from 'kysely';
import { chatsOf, isChat } from './access.ts';
import { withPlainExcerpts } from './excerpts.ts';
import { cutGroups, type Group, maxNotices, textsOf } from './message-groups.ts';
import { messageJson } from './message-json.ts';
import type { Query } from './query.ts';

type Request = RequestOf<typeof queries.messages>;
type Row = {
  version: number;
  /** The first and last ordinal of the chat under which anything stands; null when it has nothing. */
  oldest: number | null;
  newest: number | null;
  /** Null in the single row of an empty page. */
  ordinal: number | null;
  message: string | null;
  notices: string[] | null;
};

/**
 * A page of a chat's history by ordinals, oldest first, with the notices that stand between its messages; of `images`,
 * only the messages that have some.
 */
export const messages: Query<typeof queries.messages, Row> = {
  endpoint: queries.messages,
  select(request) {
    const { by, chat, before, after, around, images } = request;
    if ([before, after, around].filter((place) => place !== undefined).length > 1) {
      return invalidField('/', 'may have only one of before, after and around');
    }
    if (images && around !== undefined) return invalidField('/around', 'may not be asked for with images');
    const withNotices = images ? sql`false` : sql`true`;
    const counts = images ? sql`o.kind = 'user' and o.attachments <> '[]'` : sql`o.kind = 'user'`;
    return sql<Row>`
      with mine as materialized (
        select c.id, c.version, c.last_ordinal,
               ${withNotices} and exists (
                 select from messages o where o.chat_id = c.id and o.kind = 'system' and o.ordinal = 0) as headed,
               (select o.ordinal from messages o where o.chat_id = c.id and ${counts}
                order by o.ordinal limit 1) as oldest,
               (select o.ordinal from messages o where o.chat_id = c.id and ${counts}
                order by o.ordinal desc limit 1) as newest
        from ${chatsOf(by)} where ${isChat(chat)} order by c.id limit 1
      ),
      stretch as materialized (
        select msg.* from mine cross join lateral (
          select o.* from messages o where o.chat_id = mine.id and ${counts} and ${stretch(request)}
        ) msg
      ),
      page as (
        select msg.ordinal, ${messageJson(by)}::text as message from stretch msg
        union all
        -- Before the first message of all stand the notices of a chat's beginning.
        select 0, null from mine
        where headed and ${after === undefined ? sql`true` : sql`false`}
          and coalesce((select min(ordinal) from stretch), 1) <= coalesce(oldest, 1)
          and ${before === undefined ? sql`true` : sql`${before}::bigint > 0`}
      )
      select mine.version, case when mine.headed then 0 else mine.oldest end as oldest,
             coalesce(mine.newest, case when mine.headed then 0 end) as newest, page.ordinal, page.message,
             array(
               select notice.push from (
                 select msg.created_version, ${messageJson(by)}::text as push from messages msg
                 where ${withNotices} and msg.chat_id = mine.id and msg.kind = 'system' and msg.ordinal = page.ordinal
                 order by msg.created_version desc limit ${sql.lit(maxNotices)}
               ) notice order by notice.created_version
             ) as notices
      from mine left join page on true
      order by page.ordinal`;
  },
  answer(rows, request) {
    const [first] = rows;
    if (!first) return notFound();
    const groups = rows.flatMap(({ ordinal, message, notices }): Group[] =>
      ordinal === null ? [] : [{ ordinal, message, notices: notices ?? [] }],
    );
    const page = cutGroups(groups, anchorOf(groups, request));
    return raw(
      withPlainExcerpts(
        `{"messages":[${page.flatMap(textsOf).join()}],` +
          `"hasBefore":${hasBefore(first, page, request)},"hasAfter":${hasAfter(first, page, request)},` +
          `"version":${first.version}}`,
      ),
    );
  },
};

/** The page's messages among those `o` of the chat `mine`: one stretch of the index on ordinals. */
function stretch({ limit, before, after, around }: Request): RawBuilder<unknown> {
  if (after !== undefined) return sql`o.ordinal > ${after}::bigint order by o.ordinal limit ${limit}`;
  if (around !== undefined) {
    // So that the page is full wherever it can be, it begins early enough to end with the last message.
    const first = sql`least(${around}::bigint - ${Math.floor(limit / 2)}, mine.last_ordinal - ${limit} + 1)`;
    return sql`o.ordinal >= ${first} order by o.ordinal limit ${limit}`;
  }
  const end = before === undefined ? sql`` : sql`and o.ordinal < ${before}::bigint`;
  return sql`true ${end} order by o.ordinal desc limit ${limit}`;
}

/** The group that a page keeps when it is cut. */
function anchorOf(groups: Group[], { after, around }: Request): number {
  if (after !== undefined || groups.length === 0) return 0;
  if (around === undefined) return groups.length - 1;
  const at = groups.findIndex((group) => group.ordinal >= around);
  return at < 0 ? groups.length - 1 : at;
}

function hasBefore({ oldest }: Row, page: Group[], { after }: Request): boolean {
  if (oldest === null) return false;
  return page[0] ? oldest < page[0].ordinal : after !== undefined && oldest <= after;
}

function hasAfter({ newest }: Row, page: Group[], { before }: Request): boolean {
  if (newest === null) return false;
  const last = page.at(-1);
  return last ? newest > last.ordinal : before !== undefined && newest >= before;
}
