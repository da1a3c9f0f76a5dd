import type { Sent } from '@messenger/proto';
import { backoffMs, pause } from '../backoff.ts';
import { isPassing } from '../result.ts';
import type { ApiError, OutboxEntry, OutboxStore, Result } from '../types.ts';
import { createPace } from './pace.ts';
import { acceptedItem, headOf, itemOf, type OutboxItem } from './queue.ts';

export type { OutboxItem } from './queue.ts';

type Options = {
  store: OutboxStore;
  send: (entry: OutboxEntry) => Promise<Result<Sent>>;
  isLive: () => boolean;
  /** How far the chat's log is known here. */
  versionOf: (chatId: string) => number;
  /** Items of this chat changed. */
  onChange: (chatId: string) => void;
};

export type Outbox = ReturnType<typeof createOutbox>;

const none: readonly OutboxItem[] = [];
/** An answer that says "our fault" may be about this very message: so often it is tried before it counts as refused. */
const maxInternal = 5;

/**
 * Messages on their way: in order and one at a time per chat, each until the server's answer is known. The message id
 * makes a repeated send harmless, so whatever is unknown is simply sent again.
 */
export function createOutbox({ store, send, isLive, versionOf, onChange }: Options) {
  const queues = new Map<string, readonly OutboxItem[]>();
  /** Chats with a send under way, or waiting to repeat one. */
  const busy = new Map<string, AbortController>();
  const pace = createPace();
  let userId: string | undefined;
  let order = 0;
  /** Writes to the store, one after the other. Where it fails, messages live as long as this page. */
  let stored = Promise.resolve();
  const store_ = (work: () => Promise<void>) => {
    stored = stored.then(work).catch(() => undefined);
  };

  const items = (chatId: string) => queues.get(chatId) ?? none;
  const setItems = (chatId: string, next: readonly OutboxItem[]) => {
    if (next.length === 0) queues.delete(chatId);
    else queues.set(chatId, next);
    onChange(chatId);
  };
  const replace = (item: OutboxItem, by: OutboxItem | undefined) =>
    setItems(
      item.entry.chatId,
      items(item.entry.chatId).flatMap((each) =>
        each.entry.messageId === item.entry.messageId ? (by ? [by] : []) : [each],
      ),
    );
  const find = (messageId: string): OutboxItem | undefined => {
    for (const queue of queues.values()) {
      const item = queue.find((each) => each.entry.messageId === messageId);
      if (item) return item;
    }
    return undefined;
  };
  const current = (item: OutboxItem) => items(item.entry.chatId).includes(item);

  const settle = (item: OutboxItem, answer: Result<Sent>) => {
    if (!current(item)) return;
    if (answer.ok) {
      const known = answer.value.version <= versionOf(item.entry.chatId);
      replace(item, known ? undefined : acceptedItem(item, answer.value));
      store_(() => store.remove(item.entry.messageId));
      return;
    }
    const entry: OutboxEntry = { ...item.entry, error: answer.error };
    replace(item, itemOf(entry));
    store_(() => store.put(entry));
  };

  /** Sends what a chat has to send, one after the other, until there is nothing, or no connection. */
  const pump = async (chatId: string): Promise<void> => {
    if (busy.has(chatId)) return;
    const control = new AbortController();
    busy.set(chatId, control);
    let attempt = 0;
    let internal = 0;
    let last: OutboxItem | undefined;
    for (let head = headOf(items(chatId)); head && isLive() && !control.signal.aborted; head = headOf(items(chatId))) {
      if (head !== last) attempt = internal = 0;
      last = head;
      const wait = pace.delay();
      if (wait > 0 && !(await pause(wait, control.signal))) break;
      const answer = await send(head.entry);
      if (control.signal.aborted) break;
      if (!answer.ok && answer.error.code === 'internal') internal++;
      if (answer.ok || !isPassing(answer.error) || internal >= maxInternal) settle(head, answer);
      else if (!(await pause(delayAfter(answer.error, attempt++), control.signal))) break;
    }
    if (busy.get(chatId) === control) busy.delete(chatId);
  };

  return {
    items,
    /** Starts with what is left from before. */
    async open(user: string): Promise<void> {
      userId = user;
      const entries = await store.load(user).catch(() => []);
      if (userId !== user) return;
      for (const entry of entries) {
        order = Math.max(order, entry.order);
        setItems(entry.chatId, [...items(entry.chatId), itemOf(entry)]);
      }
    },
    add(chatId: string, messageId: string, text: string, replyTo?: OutboxEntry['replyTo']): void {
      if (userId === undefined) return;
      const entry: OutboxEntry = {
        messageId,
        chatId,
        userId,
        text,
        ...(replyTo ? { replyTo } : {}),
        order: ++order,
        createdAt: new Date().toISOString(),
      };
      setItems(chatId, [...items(chatId), itemOf(entry)]);
      store_(() => store.put(entry));
      void pump(chatId);
    },
    retry(messageId: string): void {
      const item = find(messageId);
      if (item?.state !== 'failed') return;
      const { error: _, ...entry } = item.entry;
      replace(item, itemOf(entry));
      store_(() => store.put(entry));
      void pump(entry.chatId);
    },
    discard(messageId: string): void {
      const item = find(messageId);
      if (!item || item.state === 'accepted') return;
      replace(item, undefined);
      store_(() => store.remove(messageId));
      void pump(item.entry.chatId);
    },
    /** The chat's log is known up to this version, this message among it: then it is not on its way any more. */
    seen(chatId: string, version: number, messageId?: string): void {
      const left = items(chatId).filter(
        ({ state, message }) => message.id !== messageId && !(state === 'accepted' && message.version <= version),
      );
      if (left.length === items(chatId).length) return;
      setItems(chatId, left);
      if (messageId !== undefined) store_(() => store.remove(messageId));
    },
    /** The chat is gone for this user, and with it what was to be said there. */
    dropChat(chatId: string): void {
      for (const { entry } of items(chatId)) store_(() => store.remove(entry.messageId));
      busy.get(chatId)?.abort();
      if (queues.has(chatId)) setItems(chatId, none);
    },
    /** The connection is there: everything goes out. A repeat that is being waited for starts at once. */
    live(): void {
      for (const chatId of queues.keys()) {
        busy.get(chatId)?.abort();
        busy.delete(chatId);
        void pump(chatId);
      }
    },
    /** Messages the server does not have, failed ones not counted. */
    waiting(): number {
      let count = 0;
      for (const queue of queues.values()) for (const item of queue) if (item.state === 'waiting') count++;
      return count;
    },
    /** Ends for this user; `forget`: on the device too. */
    async close(forget: boolean): Promise<void> {
      userId = undefined;
      order = 0;
      for (const control of busy.values()) control.abort();
      busy.clear();
      for (const [chatId, queue] of [...queues]) {
        if (forget) for (const { entry } of queue) store_(() => store.remove(entry.messageId));
        setItems(chatId, none);
      }
      await stored;
    },
  };
}

const delayAfter = (error: ApiError, attempt: number): number =>
  Math.max((error.retryAfter ?? 0) * 1000, backoffMs(attempt, Math.random(), { minMs: 300, maxMs: 10_000 }));
