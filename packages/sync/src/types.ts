import type {
  Attachment,
  Chat,
  ChatSettings,
  ContactReply,
  Message,
  PresencePreference,
  PresenceState,
  Role,
  User,
  UserCard,
  UserResult,
} from '@messenger/proto';
import type { SocketConstructor } from './connection/socket.ts';
import type { CacheStore, LocalImage, LogoutMarkStore, OutboxStore, ReadMarkStore, TokenStore } from './stores.ts';
import type { TabsHost } from './tabs/host.ts';

export type * from './stores.ts';

/**
 * What went wrong, as a value. `code` is the server's (proto's refusal codes) or one of the client's own: `offline`
 * (the server cannot be reached), `timeout` (whether it took effect is unknown), `bad_answer`, `not_in_chat`, `signed_out`.
 * `message` may be shown to a person. `retryAfter` in seconds.
 */
export type ApiError = {
  code: string;
  status: number;
  message: string;
  details?: { field: string; message: string }[];
  requestId?: string;
  retryAfter?: number;
};
export type Result<T> = { ok: true; value: T } | { ok: false; error: ApiError };

/**
 * `restoring`: it is not known yet whether there is a session from before; `retryAt`: the server could not be asked, and is
 * again then, as `Date.now()` counts. `ended`: why there is none any more.
 */
export type SessionState =
  | { state: 'restoring'; retryAt?: number }
  | { state: 'signedOut'; ended?: 'logout' | 'expired' }
  | { state: 'signedIn'; user: User };

/**
 * The connection, for the line under the header. `waiting`: messages on this device that the server does not have;
 * `notKept`: some of them cannot be stored here (no room, or not allowed) and would be lost with the page. `via`: what
 * it goes over; polls are slower and show no typing of one's own. `retryAt`: when the next attempt starts, as
 * `Date.now()` counts.
 */
export type ConnectionState = { waiting: number; notKept?: true; via?: 'socket' | 'poll' } & (
  | { state: 'idle' }
  | { state: 'connecting' }
  | { state: 'online' }
  | { state: 'offline'; retryAt: number }
);

/**
 * One row of a timeline. `sent`: in the log, `message` as the server tells it. `waiting`: on this device, goes out by
 * itself, in order. `failed`: refused for good (`error`); it and what waits behind it in this chat stay until it is
 * retried or discarded. Until sent, `message.ordinal` and `message.version` are 0 and `message.sentAt` is this
 * device's time. `files`: its images that the server does not have, behind `message.attachments`. `id` stays the same
 * throughout.
 */
export type TimelineItem =
  | { id: string; state: 'sent'; message: Message }
  | { id: string; state: 'waiting'; message: Message; files?: readonly LocalImage[] }
  | { id: string; state: 'failed'; message: Message; error: ApiError; files?: readonly LocalImage[] };

export type UnsentItem = Exclude<TimelineItem, { state: 'sent' }>;

/**
 * The loaded part of a chat's history without a gap, oldest first, own messages not yet sent at the end.
 * `loaded`: the first page is there; before it, only own unsent messages are. `hasAfter` is false at the live end.
 */
export type Timeline = {
  items: readonly TimelineItem[];
  loaded: boolean;
  hasBefore: boolean;
  hasAfter: boolean;
};

/** The loaded ones of a chat's messages that have images, newest first. `hasBefore`: there are older ones. */
export type ImageMessages = { messages: readonly Message[]; hasBefore: boolean };

/** `lastSeenAt` is null while it is unknown. */
export type Presence = { state: PresenceState; lastSeenAt: string | null };
export type ContactEntry = { user: UserCard; since: string; presence: Presence | undefined };
/** `id` is the request's (the pair's). */
export type ContactRequestEntry = { id: string; user: UserCard; at: string };

/**
 * Everything the user can see, read at any time without waiting. Each value is immutable and stays the same object
 * until it changes, so that identity tells a change.
 */
export interface EngineState {
  session(): SessionState;
  connection(): ConnectionState;
  /** False until the first load after signing in is complete: then empty lists are really empty. */
  loaded(): boolean;
  me(): User | undefined;
  /** Newest activity first. */
  chats(): readonly Chat[];
  chat(chatId: string): Chat | undefined;
  timeline(chatId: string): Timeline;
  /** Undefined while nothing of them is loaded, which `openImages` begins. */
  images(chatId: string): ImageMessages | undefined;
  /** How many messages on this device the server does not have, in all chats: those that wait, and those that failed. */
  unsent(): number;
  /** Online first, then away, then offline; by name within. */
  contacts(): readonly ContactEntry[];
  /** Newest first. */
  requests(): { incoming: readonly ContactRequestEntry[]; outgoing: readonly ContactRequestEntry[] };
  /** Contacts, people with a request pending, peers of direct chats, oneself, and whoever was looked up. */
  user(userId: string): UserCard | undefined;
  /** As it was told last; undefined while nobody has told. Without a connection it may be otherwise by now. */
  presence(userId: string): Presence | undefined;
  /** Whether it was told, since the user signed in here, that this message was deleted. */
  deleted(messageId: string): boolean;
  /** Who types in the chat right now, oneself excepted. */
  typing(chatId: string): readonly string[];
}

/**
 * What changed since the last call of a listener; read it anew from `state`. `message`: one that came in a chat just now,
 * loaded or not, each by itself: of several at once `state` may have the last alone.
 */
export type Change =
  | { kind: 'session' | 'connection' | 'loaded' | 'chats' | 'contacts' | 'requests' }
  | { kind: 'chat' | 'timeline' | 'images' | 'typing'; chatId: string }
  | { kind: 'user' | 'presence'; userId: string }
  | { kind: 'deleted'; messageId: string }
  | { kind: 'message'; message: Message };

export type RegisterInput = {
  username: string;
  password: string;
  passwordConfirm: string;
  displayName?: string;
  remember?: boolean;
};
export type LoginInput = { username: string; password: string; remember?: boolean };

export interface EngineSession {
  /** Looks for a session from before (cookie or stored refresh token); call once at start. Retries while offline. */
  restore(): Promise<SessionState>;
  register(input: RegisterInput): Promise<Result<User>>;
  login(input: LoginInput): Promise<Result<User>>;
  /**
   * Ends the session at the server, and forgets everything here, unsent messages too. Where the server cannot be reached,
   * it is told at the next start or login.
   */
  logout(): Promise<void>;
}

/** A group to be made; its members are contacts. `slug`: its name in URLs. */
export type GroupInput = { name: string; memberIds: string[]; slug?: string; avatarId?: string };
/** What is absent stays; null removes. */
export type GroupChange = { name?: string; slug?: string | null; avatarId?: string | null };
export type ProfileChange = {
  displayName?: string;
  presence?: PresencePreference;
  readReceipts?: boolean;
  avatarId?: string | null;
};
/**
 * `attachments`: uploads of the user's own; `uploaded`: what the last so many of them were made of, to be uploaded again
 * should the server have let go of them; `files`: images that are uploaded when their turn comes, and stand after them.
 * Together at most 5; with them the text may be empty.
 */
export type SendOptions = {
  replyTo?: Message | undefined;
  attachments?: readonly Attachment[];
  uploaded?: readonly LocalImage[];
  files?: readonly LocalImage[];
};
/**
 * `purpose`: for a message (unless said otherwise), or for a profile or group, which is cropped to a square.
 * `onProgress`: how much of the file was sent, from 0 to 1. `signal` cancels: the error's code is `cancelled` then.
 */
export type UploadOptions = {
  purpose?: 'message' | 'avatar';
  onProgress?: (part: number) => void;
  signal?: AbortSignal;
};
/** `since` and `until`: RFC 3339. `cursor`: of the page before. */
export type MessageSearch = {
  q: string;
  chatId?: string;
  from?: string;
  since?: string;
  until?: string;
  sort?: 'newest' | 'relevance';
  limit?: number;
  cursor?: string;
};
/** `highlights`: half-open, in code points of the text. */
export type FoundMessages = {
  results: {
    message: Message;
    chat: { id: string; kind: Chat['kind']; name: string | null };
    highlights: [number, number][];
  }[];
  nextCursor: string | null;
};
/** A login: `device` as it named itself. */
export type SessionEntry = { id: string; current: boolean; device: string; createdAt: string; lastSeenAt: string };
/**
 * The texts that a message had, and since when, oldest first. `truncated`: some are left out right after the original,
 * and come before the `version` of the second; a server of the release before does not say which that is.
 */
export type MessageHistory = { edits: { text: string; at: string; version?: number }[]; truncated?: boolean };
/** Who has a message and who has read it, its author excepted. */
export type MessageReceipts = { delivered: { userId: string }[]; read: { userId: string }[] };

/** Commands answer when the server has taken them; what they change is seen when its push comes, as for all others. */
export interface EngineActions {
  /** Shows the message at once and sends it as soon as possible, exactly once. Returns its id. */
  send(chatId: string, text: string, options?: SendOptions): string;
  /** Sends an image to the server, to be named when something is sent, or as `avatarId`. JPEG, PNG, GIF, WebP to 10 MB. */
  upload(file: Blob, options?: UploadOptions): Promise<Result<Attachment>>;
  edit(chatId: string, messageId: string, text: string): Promise<Result<void>>;
  delete(chatId: string, messageId: string): Promise<Result<void>>;
  react(chatId: string, messageId: string, emoji: string): Promise<Result<void>>;
  unreact(chatId: string, messageId: string, emoji: string): Promise<Result<void>>;
  /** Everything up to this ordinal was seen by the user: counts here at once, and reaches the server when it can. */
  markRead(chatId: string, upTo: number): void;
  loadHistory(chatId: string, messageId: string, before?: number): Promise<Result<MessageHistory>>;
  loadReceipts(chatId: string, messageId: string): Promise<Result<MessageReceipts>>;
  /** Sends a failed message again. */
  retry(messageId: string): void;
  /** Drops a failed or waiting message; one that is on its way already may still arrive. */
  discard(messageId: string): void;
  /**
   * Loads the newest page unless it is there. Also learns a chat that is not in the list yet. From here on somebody looks
   * at it: until `closeChat`, what is loaded of its history stays, however much comes.
   */
  openChat(chatId: string): Promise<Result<Timeline>>;
  loadOlder(chatId: string): Promise<Result<Timeline>>;
  loadNewer(chatId: string): Promise<Result<Timeline>>;
  /** Replaces the loaded part by the one around an ordinal; `loadLatest` goes back to the live end. */
  loadAround(chatId: string, ordinal: number): Promise<Result<Timeline>>;
  loadLatest(chatId: string): Promise<Result<Timeline>>;
  /** Where much is loaded of a chat, lets go of all but its newest messages: for whoever does not look at the others. */
  keepNewest(chatId: string): void;
  /** Nobody looks at the chat any more: of what is loaded, and of what comes, its newest messages are kept. */
  closeChat(chatId: string): void;
  /** Loads the newest messages that have images. From here on they are kept, as they change, until `closeImages`. */
  openImages(chatId: string): Promise<Result<void>>;
  loadOlderImages(chatId: string): Promise<Result<void>>;
  closeImages(chatId: string): void;
  /** The direct chat with a contact, made if there is none. */
  createDirect(userId: string): Promise<Result<Chat>>;
  createGroup(input: GroupInput): Promise<Result<Chat>>;
  updateGroup(chatId: string, change: GroupChange): Promise<Result<void>>;
  deleteGroup(chatId: string): Promise<Result<void>>;
  leaveGroup(chatId: string): Promise<Result<void>>;
  /** Lists do not name the members of groups: after this, the chat does. */
  loadMembers(chatId: string): Promise<Result<void>>;
  addMembers(chatId: string, userIds: string[]): Promise<Result<void>>;
  /** `owner` hands the group over. */
  setRole(chatId: string, userId: string, role: Role): Promise<Result<void>>;
  removeMember(chatId: string, userId: string): Promise<Result<void>>;
  changeSettings(chatId: string, settings: Partial<ChatSettings>): Promise<Result<ChatSettings>>;
  updateProfile(change: ProfileChange): Promise<Result<User>>;
  searchUsers(q: string): Promise<Result<UserResult[]>>;
  /** Full-text search over all chats of the user, a page at a time. */
  searchMessages(search: MessageSearch): Promise<Result<FoundMessages>>;
  /** One message as it is now, for a link to it. */
  loadMessage(chatId: string, messageId: string): Promise<Result<Message>>;
  /** The first message sent at a time (ms since 1970) or later; undefined where there is none. */
  firstSince(chatId: string, time: number): Promise<Result<Message | undefined>>;
  /** A chat by its id or slug; known from then on. */
  findChat(idOrSlug: string): Promise<Result<Chat>>;
  /** Where the user is logged in, the session of this device among them. */
  loadSessions(): Promise<Result<SessionEntry[]>>;
  endSession(sessionId: string): Promise<Result<void>>;
  /** Learns the names of people who are shown, unless they are known: first of those who were named last, and slowly. */
  meet(userIds: readonly string[]): void;
  loadUser(userId: string): Promise<Result<UserCard>>;
  /** A crossing request becomes an acceptance: `standing` says how the two stand now. */
  requestContact(userId: string): Promise<Result<{ standing: ContactReply['standing'] }>>;
  acceptRequest(requestId: string): Promise<Result<void>>;
  /** Rejects an incoming request, withdraws an outgoing one. */
  declineRequest(requestId: string): Promise<Result<void>>;
  removeContact(userId: string): Promise<Result<void>>;
  /** Call at each key: tells the others at most every 2 s. */
  typing(chatId: string): void;
  stopTyping(chatId: string): void;
  setPresence(presence: PresencePreference): void;
  /** Tries at once instead of at `retryAt`. */
  reconnect(): void;
}

export interface Engine extends AsyncDisposable {
  readonly session: EngineSession;
  readonly state: EngineState;
  readonly actions: EngineActions;
  /** Whether what is to happen once for all tabs of a browser is this one's to do: the one that has the connection. */
  leads(): boolean;
  /** Calls the listener with what changed, once per batch. Returns the way to stop it. */
  subscribe(listener: (changes: readonly Change[]) => void): () => void;
}

export type EngineOptions = {
  /** Origin of the server, as in `https://chat.example.org`; in a browser `location.origin`. */
  baseUrl: string;
  /** How the refresh token travels: `cookie` in browsers, else `body`. */
  transport: 'cookie' | 'body';
  /** In memory unless given. */
  outbox?: OutboxStore;
  /** Nowhere unless given. */
  readMarks?: ReadMarkStore;
  /** Nowhere unless given. For `cookie`: what the server was not told of a log-out would bring the session back. */
  logoutMark?: LogoutMarkStore;
  /** Nowhere unless given: then each start loads everything anew. Used for sessions that outlive the browser. */
  cache?: CacheStore;
  /** For `body`; in memory unless given. */
  tokens?: TokenStore;
  /** Joins the engines of a browser's tabs, so that one of them has the connection (`browserTabs`). Alone unless given. */
  tabs?: TabsHost;
  /** Shown in the list of sessions. */
  device?: string;
  /** The platform's unless given; that of npm's `ws` fits too. */
  WebSocket?: SocketConstructor;
  fetch?: typeof fetch;
  /** The device's clock, in ms since 1970; it may be wrong, and jump. The platform's unless given. */
  now?: () => number;
};
