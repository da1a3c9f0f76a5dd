import type { SharedSlots } from '@messenger/kit';
import { type Raw, type RequestContext, raw } from '@messenger/messaging';
import { invalidField, type LogShape, notFound, queries, type Refusal, type RequestOf } from '@messenger/proto';
import type { Db } from '@messenger/read-model';
import { sql } from 'kysely';
import { type Found, findMessages, type Scope } from '../search/find-messages.ts';
import { highlightsOf } from '../search/highlights.ts';
import { byRelevance, decodeSearchCursor, encodeSearchCursor, type Place, type SearchCursor } from '../search/place.ts';
import { type Term, termsOf } from '../search/terms.ts';
import { chatsOf } from './access.ts';
import { cutByBytes } from './bytes.ts';
import { withPlainExcerpts } from './excerpts.ts';
import { messageJson } from './message-json.ts';
import { atLeast, type Deps, handleMeasured, minimumOf, patienceMs } from './query.ts';
import { inOneSnapshot, readSnapshot } from './snapshot.ts';

type Request = RequestOf<typeof queries.messageSearch>;

/** So many matches are weighed against each other when the most relevant are asked for: the newest, then older ones. */
const maxWeighed = 250;

/** Full text over all chats of the caller's. It may take seconds, so few are in work at once, and fewer of one user. */
export const handleMessageSearch = ({ db, positions, shape, searches }: Deps & { searches: SharedSlots }) =>
  handleMeasured(queries.messageSearch, async (request: Request, context: RequestContext) => {
    const { cursor: text, sort = 'newest' } = request;
    const cursor = text === undefined ? undefined : decodeSearchCursor(text, sort);
    if (text !== undefined && !cursor) return invalidField('/cursor', 'is not a cursor of this search');
    const min = minimumOf(request, shape);
    const search = () => searchMessages(db, shape, request, cursor);
    return atLeast(min, positions, () => searches.run(request.by, search, patienceMs), context);
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
  const goesOn = results.length > 0 && (more || results.length < found.length);
  const next = goesOn ? encodeSearchCursor(cursorAt(results.length - 1)) : null;
  return raw(withPlainExcerpts(`{"results":[${results.join()}],"nextCursor":${JSON.stringify(next)}}`));
}

const msOf = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));

const placeOf = ({ sentAt, chatId, ordinal }: Place) => ({ sentAt, chatId, ordinal });

/** `cursorAt`: where a page goes on that ends with the one found at this index. */
type Page = { found: Found[]; more: boolean; cursorAt: (index: number) => SearchCursor };

async function newestPage(tx: Db, terms: Term[], scope: Scope, limit: number, after?: SearchCursor): Promise<Page> {
  const found = await findMessages(tx, terms, { ...scope, after }, limit + 1);
  return { found: found.slice(0, limit), more: found.length > limit, cursorAt: (index) => placeOf(found[index]!) };
}

async function relevantPage(tx: Db, terms: Term[], scope: Scope, limit: number, after?: SearchCursor): Promise<Page> {
  const found: Weighed[] = [];
  const isLater = (one: Found) => !after || byRelevance(one, { ...after, score: after.relevance?.score ?? 0 }) > 0;
  let batch = await weigh(tx, terms, scope, after?.relevance?.newest);
  let rest = batch.ranked.filter(isLater);
  for (;;) {
    found.push(...rest);
    if (found.length > limit || batch.older === undefined) break;
    batch = await weigh(tx, terms, scope, batch.older);
    rest = batch.ranked;
  }
  const cursorAt = (index: number) => {
    const { score, newest, ...last } = found[index]!;
    return { ...placeOf(last), relevance: { score, newest } };
  };
  return { found: found.slice(0, limit), more: found.length > limit, cursorAt };
}

/** `newest`: of those that it was weighed against. */
type Weighed = Found & { newest: number };

/**
 * The newest matches up to a moment, the best first; `older`: the moment up to which the next ones are. As a cursor names
 * moments alone, those of one (a millisecond) stay together; of more than are weighed at once, the others are left out.
 */
async function weigh(tx: Db, terms: Term[], scope: Scope, asOf: number | undefined) {
  const until = asOf === undefined ? scope.until : Math.min(scope.until ?? asOf + 1, asOf + 1);
  const all = await findMessages(tx, terms, { ...scope, until }, maxWeighed);
  const newest = asOf ?? all[0]?.sentAt ?? 0;
  const ranked = all.map((one): Weighed => ({ ...one, newest })).sort(byRelevance);
  const last = all[maxWeighed - 1]?.sentAt;
  if (last === undefined) return { ranked, older: undefined };
  const whole = ranked.filter(({ sentAt }) => sentAt > last);
  return whole.length > 0 ? { ranked: whole, older: last } : { ranked, older: last - 1 };
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
