import type { Chat, ChatId, Cursor, UserId } from '@messenger/proto';
import type { Frame } from './frame.ts';
import type { Joined } from './membership.ts';
import { MultiMap } from './multi-map.ts';
import type { Subscriber } from './subscriber.ts';
import { type Target, target } from './target.ts';

/**
 * The chat as one of its members sees it, as of `min` at least. Asks until there is an answer: who is a member no more
 * is told so by an event. Undefined once the signal has aborted; never rejects.
 */
export type LoadChat = (userId: UserId, chatId: ChatId, min: Cursor, signal: AbortSignal) => Promise<Chat | undefined>;

export type JoinsOptions = {
  loadChat: LoadChat;
  /** The gateway's positions now, and the cursor that it hands out. */
  positions: () => Cursor;
  cursor: () => string;
  /** The device has the chat: from now on it gets its frames like everyone. */
  joined: (subscriber: Subscriber, chatId: ChatId) => void;
};

/** What one joining may hold back; beyond, it is dropped and the chat asked for anew, as of then. */
const maxHeldFrames = 1_000;
const maxHeldBytes = 1024 * 1024;

type Join = {
  readonly of: Joined;
  readonly subscribers: Set<Subscriber>;
  readonly stop: AbortController;
  /** Says that everyone was told. */
  readonly told: () => void;
  min: Cursor;
  held: { version: number | undefined; frame: Frame }[];
  bytes: number;
};

/**
 * Devices whose user was added to a chat: they are sent the chat as a whole, then what happened in it since. Until the
 * chat is there, its frames are held back for them.
 */
export class Joins implements Disposable {
  readonly #options: JoinsOptions;
  readonly #byChat = new MultiMap<ChatId, Join>();

  constructor(options: JoinsOptions) {
    this.#options = options;
  }

  /** `min`: the position after the event. `told` is called when all were sent the chat, or need it no more. */
  begin(of: Joined, subscribers: Iterable<Subscriber>, min: Cursor, told: () => void): void {
    const join: Join = {
      of,
      subscribers: new Set(subscribers),
      stop: new AbortController(),
      told,
      min,
      held: [],
      bytes: 0,
    };
    if (join.subscribers.size === 0) {
      told();
      return;
    }
    this.#byChat.add(of.chatId, join);
    void this.#run(join);
  }

  /** Holds a frame back for those who are joining its chat. */
  hold({ chatId, userIds, version, frame: make }: Target): void {
    for (const join of this.#byChat.get(chatId ?? '')) {
      if (userIds && !userIds.includes(join.of.userId)) continue;
      const frame = make();
      join.held.push({ version, frame });
      join.bytes += frame.bytes.byteLength;
      if (join.held.length <= maxHeldFrames && join.bytes <= maxHeldBytes) continue;
      Object.assign(join, { held: [], bytes: 0, min: this.#options.positions() });
    }
  }

  has(chatId: ChatId): boolean {
    return this.#byChat.has(chatId);
  }

  /** The user, or nobody, is in the chat any more. */
  cancel(chatId: ChatId, userId?: UserId): void {
    for (const join of [...this.#byChat.get(chatId)]) {
      if (userId === undefined || join.of.userId === userId) this.#end(join);
    }
  }

  /** A device needs none of it any more; with `chatId`, only none of that chat. */
  leave(subscriber: Subscriber, chatId?: ChatId): void {
    for (const id of chatId === undefined ? [...this.#byChat.keys()] : [chatId]) {
      for (const join of [...this.#byChat.get(id)]) {
        if (join.subscribers.delete(subscriber) && join.subscribers.size === 0) this.#end(join);
      }
    }
  }

  [Symbol.dispose](): void {
    for (const chatId of [...this.#byChat.keys()]) this.cancel(chatId);
  }

  async #run(join: Join): Promise<void> {
    const { chatId, userId } = join.of;
    for (;;) {
      const asked = join.min;
      const chat = await this.#options.loadChat(userId, chatId, asked, join.stop.signal);
      if (!chat || join.stop.signal.aborted) return this.#end(join);
      if (asked === join.min) return this.#complete(join, chat);
    }
  }

  #complete(join: Join, chat: Chat): void {
    const { chatId, event } = join.of;
    const added = target({}, { type: 'chat:added', ...event, chatId, data: { chat } }, this.#options.cursor).frame();
    const above = join.held.filter(({ version }) => version === undefined || version > chat.version);
    for (const subscriber of join.subscribers) {
      for (const frame of [added, ...above.map((held) => held.frame)]) subscriber.receive(frame);
      this.#options.joined(subscriber, chatId);
    }
    this.#end(join);
  }

  #end(join: Join): void {
    join.stop.abort();
    this.#byChat.delete(join.of.chatId, join);
    join.told();
  }
}
