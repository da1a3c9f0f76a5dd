import type { Attachment, Chat, Message, User, UserCard } from '@messenger/proto';
import type { ApiError, ContactRequestEntry } from './types.ts';

/** An image on this device, as large as it is shown, in pixels. */
export type LocalImage = { file: Blob; width: number; height: number };

/** A message on its way, as kept on the device. `order` grows in the order of sending. */
export type OutboxEntry = {
  messageId: string;
  chatId: string;
  userId: string;
  text: string;
  /** With the excerpt as it was when the reply was written. */
  replyTo?: NonNullable<Message['replyTo']>;
  attachments?: readonly Attachment[];
  /** What the last so many of `attachments` were made of: the server lets go of them where no message comes for long. */
  uploaded?: readonly LocalImage[];
  /** Images that are to be uploaded before it can be sent, in the order in which they follow `attachments`. */
  files?: readonly LocalImage[];
  order: number;
  createdAt: string;
  error?: ApiError;
};

/** Where unsent messages survive a reload. */
export interface OutboxStore {
  /** All entries of a user, by `order`. */
  load(userId: string): Promise<OutboxEntry[]>;
  put(entry: OutboxEntry): Promise<void>;
  remove(messageId: string): Promise<void>;
  /** Removes all entries of a user. */
  clear(userId: string): Promise<void>;
}

/** Where it survives a reload how far a user has read, by chat, until the server knows and the cache, if there is one, has it. */
export interface ReadMarkStore {
  load(userId: string): ReadonlyMap<string, number>;
  save(userId: string, marks: ReadonlyMap<string, number>): void;
}

/** Where it survives a reload that a user logged out here, and the server may not know. */
export interface LogoutMarkStore {
  /** Whose log-out is owed. */
  load(): string | undefined;
  save(userId: string | undefined): void;
}

/** Where the refresh token is kept when it does not travel as a cookie. */
export interface TokenStore {
  load(): Promise<string | undefined>;
  save(token: string | undefined): Promise<void>;
}

/** One chat with its newest messages, as far as they were loaded. */
export type CachedChat = { chat: Chat; messages?: readonly Message[]; hasBefore?: boolean };
export type CachedPeople = {
  users: readonly UserCard[];
  contacts: readonly { user: UserCard; since: string }[];
  requests: { incoming: readonly ContactRequestEntry[]; outgoing: readonly ContactRequestEntry[] };
};
/** What a device keeps of a user to start with: the state as of a cursor. Without it nothing has been saved yet. */
export type Cached = { user: User; state?: { cursor: string; people: CachedPeople; chats: readonly CachedChat[] } };
/** What is another now than at the last save by this writer; `whole`: all there is. */
export type CacheChange = {
  writer: string;
  whole: boolean;
  cursor: string;
  user?: User;
  people?: CachedPeople;
  chats: readonly CachedChat[];
  removed: readonly string[];
};

/** Keeps state on the device, of one user at a time. A cursor and what belongs to it are saved together or not at all. */
export interface CacheStore {
  load(): Promise<Cached | undefined>;
  /** Forgets all there is, and keeps what this user sees from now on. */
  begin(user: User): Promise<void>;
  /**
   * False, and nothing is saved, where another writer has saved since and this is not the whole, or where another user has
   * begun.
   */
  save(change: CacheChange): Promise<boolean>;
  /** Forgets all there is; with a user, only if it is of that one. */
  clear(userId?: string): Promise<void>;
}
