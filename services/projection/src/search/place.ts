import { isId } from '@messenger/proto';

/** A message's place in the order of a search by time: later ones come first. */
export type Place = { sentAt: number; chatId: string; ordinal: number };

/** The best first, of those that are as good the later. */
export function byRelevance(a: Place & { score: number }, b: Place & { score: number }): number {
  return (
    b.score - a.score ||
    b.sentAt - a.sentAt ||
    (a.chatId === b.chatId ? b.ordinal - a.ordinal : a.chatId < b.chatId ? 1 : -1)
  );
}

/**
 * Where a page of results ended. By relevance also the last score, and the time of the newest message that it was weighed
 * against: the next page weighs the same messages.
 */
export type SearchCursor = Place & { relevance?: { score: number; newest: number } };

export function encodeSearchCursor({ sentAt, chatId, ordinal, relevance }: SearchCursor): string {
  const place = `${sentAt}.${chatId}.${ordinal}`;
  return relevance ? `r.${place}.${relevance.score}.${relevance.newest}` : `n.${place}`;
}

/** As the database counts messages. */
const maxOrdinal = 2 ** 31 - 1;
const pattern = /^(?:n|r)\.(\d{1,14})\.([0-9a-f-]{36})\.(\d{1,10})(?:\.(-?\d{1,9})\.(\d{1,14}))?$/;

/** Undefined when the text is none of ours, or of a search in another order. */
export function decodeSearchCursor(text: string, sort: 'newest' | 'relevance'): SearchCursor | undefined {
  const [, sentAt, chatId, ordinal, score, newest] = pattern.exec(text) ?? [];
  if (
    !isId(chatId) ||
    Number(ordinal) > maxOrdinal ||
    text.startsWith('r') !== (sort === 'relevance') ||
    (score !== undefined) !== text.startsWith('r')
  ) {
    return undefined;
  }
  const place = { sentAt: Number(sentAt), chatId, ordinal: Number(ordinal) };
  return score === undefined ? place : { ...place, relevance: { score: Number(score), newest: Number(newest) } };
}
