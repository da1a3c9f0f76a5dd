import { type Db, gramClassSql } from '@messenger/read-model';
import { type RawBuilder, sql } from 'kysely';
import type { Place } from './place.ts';
import { escaped, patternOf, type Term } from './terms.ts';

/** What is searched: `messages`, an upper bound of how many there are, tells which way is the shortest. */
export type Scope = {
  chatIds: string[];
  messages: number;
  from?: string | undefined;
  /** Milliseconds since 1970, half-open. */
  since?: number | undefined;
  until?: number | undefined;
  /** Only what comes after this place, in the order from the newest on. */
  after?: Place | undefined;
};
export type Found = Place & { messageId: string; score: number };

/** So few are looked through one by one. */
const fewMessages = 40_000;
/** Newest messages that are looked through before the index of contents is asked. */
const walked = 20_000;

/**
 * The newest messages of a scope with all the terms, newest first. A word that is frequent is soon found among the
 * newest; one that is rare, the index of contents finds. A term that index does not know (two signs of punctuation) is
 * looked for among the newest alone.
 */
export async function findMessages(tx: Db, terms: readonly Term[], scope: Scope, limit: number): Promise<Found[]> {
  if (terms.length === 0 || scope.chatIds.length === 0) return [];
  const here = sql`m.chat_id = any(${scope.chatIds}::uuid[]) and ${matches(terms)} and ${filters(scope)}`;
  if (scope.messages <= fewMessages) return found(tx, terms, sql`messages m where ${here}`, limit);
  const walk = await found(tx, terms, sql`(${newestOf(scope)}) m where ${here}`, limit);
  if (walk.length === limit || !terms.some((term) => term.indexed)) return walk;
  return found(
    tx,
    terms,
    sql`(
    select * from messages m where ${here} and ${indexed(terms)} offset 0
  ) m where true`,
    limit,
  );
}

async function found(tx: Db, terms: readonly Term[], from: RawBuilder<unknown>, limit: number): Promise<Found[]> {
  // Only those that are taken are weighed.
  const { rows } = await sql<Omit<Found, 'sentAt'> & { sentAt: Date }>`
    select m.message_id as "messageId", m.chat_id as "chatId", m.ordinal, m.sent_at as "sentAt", ${score(terms)} as score
    from (
      select m.message_id, m.chat_id, m.ordinal, m.sent_at, m.search_text from ${from}
      order by m.sent_at desc, m.chat_id desc, m.ordinal desc limit ${limit}
    ) m
    order by m.sent_at desc, m.chat_id desc, m.ordinal desc`.execute(tx);
  return rows.map((row) => ({ ...row, sentAt: row.sentAt.getTime() }));
}

const all = (conditions: RawBuilder<unknown>[]) => sql`(${sql.join(conditions, sql` and `)})`;

const matches = (terms: readonly Term[]) => all(terms.map((term) => sql`m.search_text like ${patternOf(term)}`));

/** Holds for whatever matches, in the words of the indexes. */
const indexed = (terms: readonly Term[]) =>
  all([
    sql`m.search_text <> ''`,
    ...terms.flatMap(({ grams }) =>
      grams.length === 0
        ? []
        : sql`m.search_text ~ ${sql.lit(gramClassSql)} and search_grams(m.search_text) @> ${grams}::text[]`,
    ),
  ]);

function filters({ from, since, until, after }: Scope): RawBuilder<unknown> {
  const conditions = [sql`m.kind = 'user'`];
  if (from !== undefined) conditions.push(sql`m.sender_id = ${from}`);
  if (since !== undefined) conditions.push(sql`m.sent_at >= ${new Date(since)}`);
  if (until !== undefined) conditions.push(sql`m.sent_at < ${new Date(until)}`);
  if (after) {
    const { sentAt, chatId, ordinal } = after;
    conditions.push(
      sql`(m.sent_at, m.chat_id, m.ordinal) < (${new Date(sentAt)}, ${chatId}::uuid, ${ordinal}::integer)`,
    );
  }
  return all(conditions);
}

/** The newest messages of the one chat, or of all there are: cheaper than to merge those of many chats. */
function newestOf(scope: Scope): RawBuilder<unknown> {
  const [one, second] = scope.chatIds;
  const inOne = second === undefined ? sql`m.chat_id = ${one} and` : sql``;
  return sql`
    select * from messages m where ${inOne} ${filters({ ...scope, from: undefined })}
    order by m.sent_at desc, m.chat_id desc, m.ordinal desc limit ${sql.lit(walked)}`;
}

/** Whole words weigh more than beginnings, and those more than other parts; of two alike, the shorter message. */
const score = (terms: readonly Term[]) => {
  const each = terms.map(({ text }) => {
    const like = escaped(text);
    return sql`case when m.search_text like ${`% ${like} %`} then 3 when m.search_text like ${`% ${like}%`} then 2 else 1 end`;
  });
  return sql`((${sql.join(each, sql` + `)}) * 100 - least(length(m.search_text) / 20, 99))`;
};
