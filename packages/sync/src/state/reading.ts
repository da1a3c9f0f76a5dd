import type { Chat, Message } from '@messenger/proto';

/**
 * A chat once everything up to an ordinal was read. `exact` is false where what is loaded of its history does not tell
 * how many of the messages beyond are others': then `unread` is the most it can be.
 */
export function readTo(
  chat: Chat,
  loaded: readonly Message[],
  upTo: number,
  me: string,
): { chat: Chat; exact: boolean } {
  if (upTo <= chat.readUpTo) return { chat, exact: true };
  const read = { ...chat, readUpTo: upTo, deliveredUpTo: Math.max(chat.deliveredUpTo, upTo) };
  if (upTo >= chat.lastOrdinal || chat.unread === 0) return { chat: { ...read, unread: 0 }, exact: true };
  const left = othersIn(loaded, upTo, chat.lastOrdinal, me);
  if (left !== undefined) return { chat: { ...read, unread: left }, exact: true };
  const gone = othersIn(loaded, chat.readUpTo, upTo, me);
  if (gone !== undefined) return { chat: { ...read, unread: Math.max(0, chat.unread - gone) }, exact: true };
  return { chat: { ...read, unread: Math.min(chat.unread, chat.lastOrdinal - upTo) }, exact: false };
}

/** Others' messages after one ordinal up to another; undefined where not all of them are loaded. */
function othersIn(loaded: readonly Message[], after: number, upTo: number, me: string): number | undefined {
  const between = loaded.filter(({ kind, ordinal }) => kind === 'user' && ordinal > after && ordinal <= upTo);
  if (between.length < upTo - after) return undefined;
  return between.filter(({ senderId }) => senderId !== me).length;
}

/** A chat as it was fetched, with what this device was told of it meanwhile that only ever grows. */
export function noOlder(
  fetched: Chat,
  known: Chat,
  loaded: readonly Message[],
  me: string,
): { chat: Chat; exact: boolean } {
  const most = (key: 'peerReadUpTo' | 'peerDeliveredUpTo') =>
    fetched[key] === undefined ? {} : { [key]: Math.max(fetched[key], known[key] ?? 0) };
  const chat: Chat = {
    ...fetched,
    settings: known.settings,
    deliveredUpTo: Math.max(fetched.deliveredUpTo, known.deliveredUpTo),
    ...most('peerReadUpTo'),
    ...most('peerDeliveredUpTo'),
  };
  return readTo(chat, loaded, known.readUpTo, me);
}
