import type { Attachment, Sent } from '@messenger/proto';
import { clientErrors } from '../result.ts';
import type { ApiError, LocalImage, OutboxEntry, OutboxStore, Result } from '../types.ts';
import { createKeeper } from './keeper.ts';
import type { Pace } from './pace.ts';
import { createPump } from './pump.ts';
import { acceptedItem, headOf, itemOf, type OutboxItem } from './queue.ts';
import { createQueues } from './queues.ts';

export type { OutboxItem } from './queue.ts';

/** What became of an entry, for the other tabs of this device: they all show the same messages on their way. */
export type OutboxChange =
  | { what: 'put'; entry: OutboxEntry }
  | { what: 'sent'; messageId: string; sent: Sent }
  | { what: 'gone'; messageId: string };

type Options = {
  /** The device's clock, in ms since 1970. */
  now: () => number;
  store: OutboxStore;
  send: (entry: OutboxEntry) => Promise<Result<Sent>>;
  upload: (image: LocalImage) => Promise<Result<Attachment>>;
  /** Whether this tab is the one that sends. */
  leads: () => boolean;
  /** Whether it may send now: it leads, and has a connection. */
  maySend: () => boolean;
  pace: Pace;
  /** Tells the other tabs. */
  tell: (change: OutboxChange) => void;
  /** How far the chat's log is known here. */
  versionOf: (chatId: string) => number;
  /** Items of this chat changed. */
  onChange: (chatId: string) => void;
  /** Whether all that waits is stored is another answer now. */
  onKept: () => void;
};

export type Outbox = ReturnType<typeof createOutbox>;

/**
 * Messages on their way: in order and one at a time per chat, each until the server's answer is known. The message id
 * makes a repeated send harmless, so whatever is unknown is simply sent again. Of several tabs one sends, for all.
 */
export function createOutbox(options: Options) {
  const { now, store, send, upload, leads, maySend, pace, tell, versionOf, onChange, onKept } = options;
  const queues = createQueues(onChange);
  const keeper = createKeeper({ store, onChange: onKept });
  /** Messages whose images were uploaded a second time. */
  const again = new Set<string>();
  /** Chats that the user was in and is no more. */
  const gone = new Set<string>();
  let userId: string | undefined;
  let order = 0;

  const keep = (entry: OutboxEntry) => {
    // Stored before the others are told: the tab that sends may be done with it, and remove it, at once.
    void keeper.put(entry).then(() => {
      const item = queues.find(entry.messageId);
      if (item?.entry === entry && item.state !== 'accepted') tell({ what: 'put', entry });
    });
  };
  const change = (item: OutboxItem, entry: OutboxEntry) => {
    queues.replace(item, itemOf(entry));
    keep(entry);
  };
  const drop = (messageId: string) => {
    keeper.remove(messageId);
    tell({ what: 'gone', messageId });
  };
  const accepted = (item: OutboxItem, sent: Sent) => {
    const { chatId } = item.entry;
    const known = sent.version <= versionOf(chatId) || gone.has(chatId);
    queues.replace(item, known ? undefined : acceptedItem(item, sent));
  };
  const settle = (item: OutboxItem, answer: Result<Sent>) => {
    if (!queues.has(item)) return;
    const { messageId } = item.entry;
    if (answer.ok) {
      accepted(item, answer.value);
      keeper.remove(messageId);
      tell({ what: 'sent', messageId, sent: answer.value });
      return;
    }
    const error = gone.has(item.entry.chatId) ? clientErrors.notInChat : answer.error;
    if (!uploadsAgain(item, error)) change(item, { ...item.entry, error });
  };
  /** Kept, so that an image goes to the server once, whatever comes before its message is sent. */
  const uploaded = (item: OutboxItem, attachment: Attachment) => {
    if (!queues.has(item)) return;
    const { files = [], uploaded: before = [], attachments = [], ...rest } = item.entry;
    const left = files.length > 1 ? { files: files.slice(1) } : {};
    const made = { attachments: [...attachments, attachment], uploaded: [...before, ...files.slice(0, 1)] };
    change(item, { ...rest, ...made, ...left });
  };
  /** True if its images are to be uploaded again: the server may have let go of them before it was sent. */
  const uploadsAgain = (item: OutboxItem, error: ApiError): boolean => {
    const { attachments = [], uploaded: lost = [], files = [], ...rest } = item.entry;
    if (error.code !== 'not_found' || lost.length === 0 || again.has(rest.messageId)) return false;
    again.add(rest.messageId);
    const left = attachments.slice(0, -lost.length);
    change(item, { ...rest, ...(left.length > 0 ? { attachments: left } : {}), files: [...lost, ...files] });
    return true;
  };
  const pump = createPump({ queues, send, upload, maySend, pace, settle, uploaded });

  /** An entry as the store or another tab has it. */
  const take = (entry: OutboxEntry) => {
    order = Math.max(order, entry.order);
    const item = queues.find(entry.messageId);
    if (!item) queues.add(itemOf(entry));
    else if (item.state !== 'accepted') {
      const decided = (item.state === 'failed') !== (entry.error !== undefined);
      const uploaded = (entry.files?.length ?? 0) < (item.entry.files?.length ?? 0);
      if (decided || uploaded) queues.replace(item, itemOf(entry));
    }
  };
  const load = async (user: string) => {
    const entries = await keeper.load(user);
    if (userId === user) for (const entry of entries) take(entry);
  };

  return {
    items: queues.of,
    /** Starts with what is left from before. */
    async open(user: string): Promise<void> {
      userId = user;
      await load(user);
    },
    add(said: Omit<OutboxEntry, 'userId' | 'order' | 'createdAt' | 'error'>): void {
      if (userId === undefined) return;
      // By the clock, as it may not be known yet how far was counted before.
      order = Math.max(order + 1, now());
      const entry: OutboxEntry = { ...said, userId, order, createdAt: new Date(now()).toISOString() };
      queues.add(itemOf(entry));
      keep(entry);
      pump.run(entry.chatId);
    },
    retry(messageId: string): void {
      const item = queues.find(messageId);
      if (item?.state !== 'failed') return;
      const { error: _, ...entry } = item.entry;
      again.delete(messageId);
      change(item, entry);
      pump.run(entry.chatId);
    },
    discard(messageId: string): void {
      const item = queues.find(messageId);
      if (!item || item.state === 'accepted') return;
      queues.replace(item, undefined);
      drop(messageId);
      pump.run(item.entry.chatId);
    },
    /** Another tab tells. */
    told(change: OutboxChange): void {
      if (userId === undefined) return;
      if (change.what === 'put') {
        if (change.entry.userId !== userId) return;
        take(change.entry);
        pump.run(change.entry.chatId);
        return;
      }
      // By who told it too; but this tab may have stored it again since.
      if (change.what === 'gone') keeper.remove(change.messageId);
      const item = queues.find(change.messageId);
      if (!item) return;
      if (change.what === 'sent') accepted(item, change.sent);
      else if (item.state !== 'accepted') queues.replace(item, undefined);
      pump.run(item.entry.chatId);
    },
    /** The chat's log is known up to this version, this message among it: then it is not on its way any more. */
    seen(chatId: string, version: number, messageId?: string): void {
      gone.delete(chatId);
      const items = queues.of(chatId);
      const left = items.filter(
        ({ state, message }) => message.id !== messageId && !(state === 'accepted' && message.version <= version),
      );
      if (left.length === items.length) return;
      queues.set(chatId, left);
      if (messageId !== undefined) keeper.remove(messageId);
    },
    /**
     * The chat is gone for this user: what was to be said there has failed, and stays. Only the first may be in the log
     * all the same, with its answer lost: the server knows. The tab that sends says so for all: another may hear of it long
     * after, when one is in the chat again.
     */
    leave(chatId: string): void {
      gone.add(chatId);
      const items = queues.of(chatId);
      const head = headOf(items);
      for (const item of items) {
        if (item.state === 'accepted') queues.replace(item, undefined);
        else if (item !== head && leads()) change(item, { ...item.entry, error: clientErrors.notInChat });
      }
      pump.run(chatId);
    },
    /** The connection is there: everything goes out, from here or from the tab that sends. */
    live(): void {
      if (maySend()) pump.restart();
      else for (const { state, entry } of queues.all()) if (state === 'waiting') tell({ what: 'put', entry });
    },
    /** This tab is the one that sends now: what another left in the store as it ended is its to send. */
    async takeOver(): Promise<void> {
      if (userId !== undefined) await load(userId);
      pump.restart();
    },
    /** Messages the server does not have, failed ones not counted. */
    waiting: (): number => queues.all().filter(({ state }) => state === 'waiting').length,
    /** The same, and the failed ones. */
    unsent: (): number => queues.all().filter(({ state }) => state !== 'accepted').length,
    /** When the last message on its way in each chat was written. */
    unsentAt: (): ReadonlyMap<string, string> =>
      new Map(queues.chatIds().map((chatId) => [chatId, queues.of(chatId).at(-1)?.message.sentAt ?? ''])),
    keepsAll: (): boolean => userId === undefined || keeper.keepsAll(userId),
    /** The user logged out on this device: what any tab had stored is not to go out with the next login. */
    forget: keeper.clear,
    /** Ends for this user; `forget`: on the device too. Else what could not be stored is there while the page is. */
    async close(forget: boolean): Promise<void> {
      if (forget && userId !== undefined) keeper.forgetUnkept(userId);
      userId = undefined;
      order = 0;
      again.clear();
      gone.clear();
      pump.stopAll();
      for (const chatId of queues.chatIds()) {
        if (forget) for (const { entry } of queues.of(chatId)) keeper.remove(entry.messageId);
        queues.set(chatId, []);
      }
      await keeper.settled();
    },
  };
}
