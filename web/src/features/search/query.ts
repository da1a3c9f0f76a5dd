import type { MessageSearch } from '@messenger/sync';
import { startOfDay } from '../../lib/time.ts';

/** A search as it stands in the address, so that going back shows it again. */
export type Query = { q: string; chat?: string; from?: string; since?: string; until?: string; sort?: 'relevance' };

type Params = Record<string, string | string[] | undefined>;

export function queryOf(params: Params): Query {
  const text = (name: string) => (typeof params[name] === 'string' && params[name] !== '' ? params[name] : undefined);
  const [chat, from, since, until] = ['chat', 'from', 'since', 'until'].map(text);
  return {
    q: text('q') ?? '',
    ...(chat ? { chat } : {}),
    ...(from ? { from } : {}),
    ...(since ? { since } : {}),
    ...(until ? { until } : {}),
    ...(text('sort') === 'relevance' ? { sort: 'relevance' } : {}),
  };
}

/** How many filters are set, another order among them. */
export const filtersIn = ({ q: _, ...filters }: Query): number => Object.keys(filters).length;

/** Nothing can be found so. Days as the address has them are in their order as texts are. */
export const endsBeforeItBegins = ({ since, until }: Query): boolean => !!since && !!until && until < since;

/** What the server is asked: days are those of this device, the last one included. */
export function searchOf({ q, chat, from, since, until, sort }: Query): MessageSearch {
  const first = since === undefined ? undefined : startOfDay(since);
  const end = until === undefined ? undefined : startOfDay(until, 1);
  return {
    q,
    ...(chat ? { chatId: chat } : {}),
    ...(from ? { from } : {}),
    ...(first === undefined ? {} : { since: new Date(first).toISOString() }),
    ...(end === undefined ? {} : { until: new Date(end).toISOString() }),
    ...(sort ? { sort } : {}),
  };
}
