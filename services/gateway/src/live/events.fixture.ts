import type { FollowedEvent } from '@messenger/event-store';
import type { ChatEvent, ChatEventOf, ContactEvent, ReceiptsMoved, UserCard, UserEvent } from '@messenger/proto';

/** Readable ids for tests: `uuid('a', 7)`. */
export const uuid = (kind: string, n: number): string =>
  `${kind.charCodeAt(0).toString(16).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`;

const at = '2026-11-23T10:00:00.000Z';
const card = (id: string): UserCard => ({ id, username: 'someone', displayName: 'Someone', avatar: null });
const envelope = { v: 1, version: 1, prev: null, at } as const;

export function chatCreated(chatId: string, id: string, members: string[]): ChatEvent {
  const [by = ''] = members;
  const roles = members.map((userId) => ({ userId, role: 'member' as const }));
  const data = { kind: 'direct' as const, name: null, slug: null, avatar: null, members: roles };
  return { ...envelope, id, type: 'ChatCreated', chatId, by, data };
}

export function messageSent(chatId: string, id: string, by: string): ChatEvent {
  return {
    ...envelope,
    id,
    type: 'MessageSent',
    chatId,
    by,
    data: { ordinal: 1, text: 'hi', attachments: [], replyTo: null },
  };
}

export function contactEvent(type: ContactEvent['type'], id: string, a: string, b: string): ContactEvent {
  return { ...envelope, id, type, pairId: uuid('p', 1), by: a, data: { requester: card(a), recipient: card(b) } };
}

/** Any event of a chat. */
export function chatEvent<T extends ChatEvent['type']>(
  type: T,
  given: { chatId: string; id: string; by: string; version: number },
  data: ChatEventOf<T>['data'],
): ChatEvent {
  return { ...envelope, ...given, type, data } as ChatEvent;
}

export function profileChanged(id: string, userId: string, displayName: string): UserEvent {
  const data = { username: 'someone', displayName, avatar: null, presence: 'online', readReceipts: true } as const;
  return { ...envelope, id, type: 'ProfileChanged', userId, by: userId, data };
}

/** Each member's cursors: delivered, read, shown as read. */
export function receiptsMoved(id: string, chatId: string, cursors: Record<string, number[]>): ReceiptsMoved {
  const of = ([delivered = 0, read = 0, shownRead = read]: number[]) => ({ delivered, read, shownRead });
  const data = { cursors: Object.fromEntries(Object.entries(cursors).map(([userId, at]) => [userId, of(at)])) };
  return { ...envelope, id, type: 'ReceiptsMoved', chatId, by: Object.keys(cursors)[0] ?? '', data };
}

/** The event as a follower gives it. */
export function followed(
  stream: string,
  seq: number,
  event: ChatEvent | ContactEvent | UserEvent | ReceiptsMoved,
): FollowedEvent {
  const [kind, key] = keyOf(event);
  return { stream, seq, subject: 'of no matter', data: new Uint8Array(100), kind, key, id: event.id, event };
}

function keyOf(event: ChatEvent | ContactEvent | UserEvent | ReceiptsMoved) {
  if (event.type === 'ReceiptsMoved') return ['receipt', event.chatId] as const;
  if ('pairId' in event) return ['contact', event.pairId] as const;
  if (event.type === 'ProfileChanged' || event.type === 'UserRegistered') return ['user', event.userId] as const;
  if (event.type === 'ChatSettingsChanged') return ['user', event.userId] as const;
  return ['chat', event.chatId] as const;
}

export const poison = (stream: string, seq: number): FollowedEvent => ({
  stream,
  seq,
  subject: 'of no matter',
  data: new Uint8Array(10),
  kind: 'unknown',
  key: '',
  id: undefined,
  poison: 'not JSON',
});
