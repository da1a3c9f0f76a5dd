import { type Raw, type RequestContext, raw } from '@messenger/messaging';
import { invalidField, type LogShape, notFound, queries, type Refusal, type RequestOf } from '@messenger/proto';
import type { Db } from '@messenger/read-model';
import { sql } from 'kysely';
import { type Found, findMessages, type Scope } from '../search/find-messages.ts';
import { highlightsOf } from '../search/highlights.ts';
import { byRelevance, decodeSearchCursor, encodeSearchCursor, type SearchCursor } from '../search/place.ts';
import { type Term, termsOf } from '../search/terms.ts';
import { chatsOf } from './access.ts';
import { cutByBytes } from './bytes.ts';
import { withPlainExcerpts } from './excerpts.ts';
import { messageJson } from './message-json.ts';
import { atLeast, type Deps, handleMeasured, minimumOf } from './query.ts';
import { inOneSnapshot, readSnapshot } from './snapshot.ts';

type Request = RequestOf<typeof queries.messageSearch>;

/** The newest matches, which are weighed when the most relevant are asked for. */
const maxWeighed = 250;

/** Full text over all chats of the caller's. */
export const handleMessageSearch = ({ db, positions, shape }: Deps) =>
  handleMeasured(queries.messageSearch, async (request: Request, context: RequestContext) => {
    const { cursor: text, sort = 'newest' } = request;
    const cursor = text === undefined ? undefined : decodeSearchCursor(text, sort);
    if (text !== undefined && !cursor) return invalidField('/cursor', 'is not a cursor of this search');
    const min = minimumOf(request, shape);
    return atLeast(min, positions, () => searchMessages(db, shape, request, cursor), context);
  });

/** One page of results, and the position that it shows. */
export function searchMessages(db: Db, shape: LogShape, request: Request, cursor?: SearchCursor) {
  return inOneSnapshot(db, async (tx) => {
    const { position, rows } = await readSnapshot(tx, shape, scopeOf(request));
    const answer = await answerOf(tx, request, rows[0]!, cursor);
    return { position, answer: () => answer };
  });
}

type Mine = { chatIds: string[]; messages: number };

const scopeOf = ({ by, chatId }: Request) => sql<Mine>`
  select coalesce(array_agg(c.id), '{}') as "chatIds", coalesce(sum(c.last_ordinal), 0) as messages
  from ${chatsOf(by)} ${chatId === undefined ? sql`` : sql`where c.id = ${chatId}`}`;

async function answerOf(tx: Db, request: Request, mine: Mine, cursor?: SearchCursor): Promise<Raw | Refusal> {
  const { by, q, chatId, from, since, until, sort = 'newest', limit } = request;
  if (chatId !== undefined && mine.chatIds.length === 0) return notFound();
  const terms = termsOf(q);
  const scope = { ...mine, from, since: msOf(since), until: msOf(until) };
  const { found, more, cursorAt } =
    sort === 'newest'
      ? await newestPage(tx, terms, scope, limit, cursor)
      : await relevantPage(tx, terms, scope, limit, cursor);
  const results = cutByBytes(await resultsOf(tx, by, found, terms), (result) => result);
  const last = found[results.length - 1];
  const next = last && (more || results.length < found.length) ? encodeSearchCursor(cursorAt(last)) : null;
  return raw(withPlainExcerpts(`{"results":[${results.join()}],"nextCursor":${JSON.stringify(next)}}`));
}

const msOf = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));

type Page = { found: Found[]; more: boolean; cursorAt: (last: Found) => SearchCursor };

async function newestPage(tx: Db, terms: Term[], scope: Scope, limit: number, after?: SearchCursor): Promise<Page> {
  const found = await findMessages(tx, terms, { ...scope, after }, limit + 1);
  const cursorAt = ({ sentAt, chatId, ordinal }: Found) => ({ sentAt, chatId, ordinal });
  return { found: found.slice(0, limit), more: found.length > limit, cursorAt };
}

async function relevantPage(tx: Db, terms: Term[], scope: Scope, limit: number, after?: SearchCursor): Promise<Page> {
  const asOf = after?.relevance?.newest;
  const until = asOf === undefined ? scope.until : Math.min(scope.until ?? asOf + 1, asOf + 1);
  const weighed = await findMessages(tx, terms, { ...scope, until }, maxWeighed);
  const newest = asOf ?? weighed[0]?.sentAt ?? 0;
  const ranked = weighed.sort(byRelevance);
  const rest = after
    ? ranked.filter((one) => byRelevance(one, { ...after, score: after.relevance?.score ?? 0 }) > 0)
    : ranked;
  const cursorAt = ({ sentAt, chatId, ordinal, score }: Found) => ({
    sentAt,
    chatId,
    ordinal,
    relevance: { score, newest },
  });
  return { found: rest.slice(0, limit), more: rest.length > limit, cursorAt };
}

type Row = { text: string; message: string; chat: string };

/** The messages that were found, in their order, with what is to be marked in them. */
async function resultsOf(tx: Db, by: string, found: Found[], terms: Term[]): Promise<string[]> {
  const { rows } = await sql<Row>`
    select msg.text, ${messageJson(by)}::text as message,
           jsonb_build_object('id', c.id, 'kind', c.kind, 'name', c.name)::text as chat
    from unnest(${found.map((one) => one.messageId)}::uuid[], ${found.map((one) => one.chatId)}::uuid[])
      with ordinality as page (message_id, chat_id, place)
    join messages msg on msg.message_id = page.message_id and msg.chat_id = page.chat_id
    join chats c on c.id = msg.chat_id
    order by page.place`.execute(tx);
  return rows.map(
    ({ text, message, chat }) =>
      `{"message":${message},"chat":${chat},"highlights":${JSON.stringify(highlightsOf(text, terms))}}`,
  );
}
