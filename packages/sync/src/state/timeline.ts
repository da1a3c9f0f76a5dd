import type { Message } from '@messenger/proto';
import type { OutboxItem } from '../outbox/outbox.ts';
import type { Timeline, TimelineItem } from '../types.ts';
import { excerptOf } from './message-events.ts';
import { mergeMessages, type Window } from './window.ts';

const nothing: Timeline = { items: [], loaded: false, hasBefore: false, hasAfter: false };

/** What is loaded of a chat and what is on its way from here, as one list. */
export function timelineOf(window: Window | undefined, outbox: readonly OutboxItem[]): Timeline {
  if (!window && outbox.length === 0) return nothing;
  const loaded = window?.messages ?? [];
  const accepted = outbox.flatMap((item) => (item.state === 'accepted' && !window?.hasAfter ? [item.message] : []));
  const sent = accepted.length > 0 ? mergeMessages(loaded, accepted) : loaded;
  const known = new Set(outbox.length > 0 ? sent.map((message) => message.id) : []);
  return {
    items: [
      ...sent.map(asSent),
      ...outbox.flatMap((item) => (known.has(item.message.id) ? [] : asUnsent(item, loaded))),
    ],
    loaded: window !== undefined,
    hasBefore: window?.hasBefore ?? false,
    hasAfter: window?.hasAfter ?? false,
  };
}

/** One item per message object, so that rows which did not change stay the same objects. */
const sentItems = new WeakMap<Message, TimelineItem>();

function asSent(message: Message): TimelineItem {
  const item = sentItems.get(message) ?? { id: message.id, state: 'sent', message };
  sentItems.set(message, item);
  return item;
}

/** What it answers may have been edited or deleted since it was written. */
function quotingNow(message: Message, loaded: readonly Message[]): Message {
  const { replyTo } = message;
  const original = replyTo && loaded.find(({ id }) => id === replyTo.messageId);
  return original ? { ...message, replyTo: { ...replyTo, excerpt: excerptOf(original.text) } } : message;
}

function asUnsent(item: OutboxItem, loaded: readonly Message[]): TimelineItem[] {
  if (item.state === 'accepted') return [];
  const { entry } = item;
  const message = quotingNow(item.message, loaded);
  const files = entry.files ? { files: entry.files } : {};
  if (item.state === 'failed') return [{ id: message.id, state: 'failed', message, error: item.error, ...files }];
  return [{ id: message.id, state: 'waiting', message, ...files }];
}
