import type { Chat } from '@messenger/proto';
import type { Timeline } from '@messenger/sync';

type Counts = Pick<Chat, 'unread' | 'readUpTo' | 'lastOrdinal'>;

/** The ordinal after which everything is new; undefined when nothing is. */
export function newSince({ unread, readUpTo, lastOrdinal }: Counts): number | undefined {
  return unread > 0 && readUpTo < lastOrdinal ? readUpTo : undefined;
}

/**
 * What a chat needs before it is shown: `here`, what is loaded has the first new message or the end; `latest`, the
 * newest page; a number, the page around that ordinal.
 */
export function whereToOpen(timeline: Timeline, since: number | undefined): 'here' | 'latest' | number {
  if (since === undefined) return timeline.hasAfter ? 'latest' : 'here';
  const ordinals = timeline.items.filter((item) => item.state === 'sent').map((item) => item.message.ordinal);
  const [first, last] = [ordinals[0] ?? 0, ordinals.at(-1) ?? 0];
  const missing = (since + 1 < first && timeline.hasBefore) || (since + 1 > last && timeline.hasAfter);
  return missing ? since + 1 : 'here';
}
