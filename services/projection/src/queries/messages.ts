import { raw } from '@messenger/messaging';
import { notFound, queries, type RequestOf, refuse } from '@messenger/proto';
import { type RawBuilder, sql } from 'kysely';
import { chatsOf, isChat } from './access.ts';
import { cutAround } from './bytes.ts';
import { messageJson } from './message-json.ts';
import type { Query } from './query.ts';

type Request = RequestOf<typeof queries.messages>;
type Row = {
  version: number;
  /** The chat's first and last ordinal that there is; null when it has no messages. */
  oldest: number | null;
  newest: number | null;
  /** Null in the single row of an empty page. */
  ordinal: number | null;
  message: string | null;
};
type Filled = Row & { ordinal: number; message: string };

const tooManyPlaces = () =>
  refuse('validation_failed', 'The request does not fit the contract.', {
    details: [{ field: '/', message: 'may have only one of before, after and around' }],
  });

/** A page of a chat's history by ordinals, oldest first. */
export const messages: Query<typeof queries.messages, Row> = {
  endpoint: queries.messages,
  select(request) {
    const { by, chat, before, after, around } = request;
    if ([before, after, around].filter((place) => place !== undefined).length > 1) return tooManyPlaces();
    return sql<Row>`
      with mine as materialized (
        select c.id, c.version, c.last_ordinal,
               (select o.ordinal from messages o where o.chat_id = c.id and o.kind = 'user'
                order by o.ordinal limit 1) as oldest,
               (select o.ordinal from messages o where o.chat_id = c.id and o.kind = 'user'
                order by o.ordinal desc limit 1) as newest
        from ${chatsOf(by)} where ${isChat(chat)} limit 1
      )
      select mine.version, mine.oldest, mine.newest, msg.ordinal, ${messageJson}::text as message
      from mine left join lateral (
        select * from messages o where o.chat_id = mine.id and o.kind = 'user' and ${stretch(request)}
      ) msg on true
      order by msg.ordinal`;
  },
  answer(rows, request) {
    const [first] = rows;
    if (!first) return notFound();
    const found = rows.filter((row): row is Filled => row.ordinal !== null);
    const page = cutAround(found, anchorOf(found, request), (row) => row.message);
    return raw(
      `{"messages":[${page.map((row) => row.message).join()}],` +
        `"hasBefore":${hasBefore(first, page, request)},"hasAfter":${hasAfter(first, page, request)},` +
        `"version":${first.version}}`,
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

/** The message that a page cut by its bytes keeps. */
function anchorOf(rows: Filled[], { after, around }: Request): number {
  if (after !== undefined || rows.length === 0) return 0;
  if (around === undefined) return rows.length - 1;
  const at = rows.findIndex((row) => row.ordinal >= around);
  return at < 0 ? rows.length - 1 : at;
}

function hasBefore({ oldest }: Row, page: Filled[], { after }: Request): boolean {
  if (oldest === null) return false;
  return page[0] ? oldest < page[0].ordinal : after !== undefined && oldest <= after;
}

function hasAfter({ newest }: Row, page: Filled[], { before }: Request): boolean {
  if (newest === null) return false;
  const last = page.at(-1);
  return last ? newest > last.ordinal : before !== undefined && newest >= before;
}
