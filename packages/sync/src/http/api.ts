import type { Attachment, Chat, ChatSettings, http, Message, Push, Role, User, UserResult } from '@messenger/proto';
import type {
  ContactRequestEntry,
  FoundMessages,
  GroupChange,
  GroupInput,
  LoginInput,
  MessageHistory,
  MessageReceipts,
  MessageSearch,
  ProfileChange,
  RegisterInput,
  Result,
  SessionEntry,
  UploadOptions,
} from '../types.ts';
import type { HttpClient } from './http-client.ts';
import { fetchTelling } from './xhr-fetch.ts';

export type MessagesPage = { messages: Message[]; hasBefore: boolean; hasAfter: boolean; version: number };
export type Anchor = { before: number } | { after: number } | { around: number } | Record<string, never>;
export type Requests = { incoming: ContactRequestEntry[]; outgoing: ContactRequestEntry[] };
export type Uploaded = { attachment: Attachment };
export type EventsPage = { events: Push[]; version: number; truncated: boolean };

/** Each route of the server that the engine uses, as a function. */
export type Api = ReturnType<typeof createApi>;

/** Messages with images on a page. */
const imagesPage = 30;
/** A slow line takes this long for the largest image. */
const uploadMs = 120_000;

/**
 * The routes over one client of HTTP. Nothing throws: what went wrong is the error in the result. `transport` says where
 * the server puts the refresh token; `fetch` is for uploads, which go past the client.
 */
export function createApi({ request }: HttpClient, transport: 'cookie' | 'body', fetch: typeof globalThis.fetch) {
  const cookie = transport === 'cookie';
  const open = { authorised: false } as const;
  const refresh = (refreshToken: string | undefined): Promise<Result<http.TokensBody>> =>
    request({ ...open, method: 'POST', path: '/auth/refresh', body: refreshToken ? { refreshToken } : {} });
  const logout = (authorised: true | { token: string }): Promise<Result<void>> =>
    request({ authorised, method: 'POST', path: '/auth/logout', timeoutMs: 5_000 });
  return {
    register: (input: RegisterInput): Promise<Result<http.TokensBody>> =>
      request({ ...open, method: 'POST', path: '/auth/register', body: { ...input, cookie } }),
    login: (input: LoginInput): Promise<Result<http.TokensBody>> =>
      request({ ...open, method: 'POST', path: '/auth/login', body: { ...input, cookie } }),
    refresh,
    logout: (): Promise<Result<void>> => logout(true),
    /** Ends the session that a cookie brings, while nobody is signed in with it here. */
    async logoutByCookie(): Promise<Result<void>> {
      const answer = await refresh(undefined);
      return answer.ok ? logout({ token: answer.value.accessToken }) : answer;
    },

    chats: (cursor: string | undefined): Promise<Result<{ chats: Chat[]; nextCursor: string | null }>> =>
      request({ method: 'GET', path: '/chats', query: { limit: 100, cursor } }),
    chat: (chatId: string): Promise<Result<{ chat: Chat }>> =>
      request({ method: 'GET', path: `/chats/${seg(chatId)}` }),
    messages: (chatId: string, anchor: Anchor, limit = 50): Promise<Result<MessagesPage>> =>
      request({ method: 'GET', path: `/chats/${seg(chatId)}/messages`, query: { limit, ...anchor } }),
    /** Of the messages that have images. A server of the release before gives all of them. */
    images: (chatId: string, anchor: Anchor): Promise<Result<MessagesPage>> =>
      request({
        method: 'GET',
        path: `/chats/${seg(chatId)}/messages`,
        query: { limit: imagesPage, images: true, ...anchor },
      }),
    createDirect: (userId: string): Promise<Result<{ chat: Chat }>> =>
      request({ method: 'POST', path: '/chats/direct', body: { userId } }),
    createGroup: (input: GroupInput): Promise<Result<{ chat: Chat }>> =>
      request({ method: 'POST', path: '/chats/group', body: input }),
    updateGroup: (chatId: string, change: GroupChange): Promise<Result<unknown>> =>
      request({ method: 'PUT', path: `/chats/${seg(chatId)}`, body: change }),
    deleteGroup: (chatId: string): Promise<Result<unknown>> =>
      request({ method: 'DELETE', path: `/chats/${seg(chatId)}` }),
    leaveGroup: (chatId: string): Promise<Result<unknown>> =>
      request({ method: 'POST', path: `/chats/${seg(chatId)}/leave` }),
    addMembers: (chatId: string, userIds: string[]): Promise<Result<unknown>> =>
      request({ method: 'POST', path: `/chats/${seg(chatId)}/members`, body: { userIds } }),
    setRole: (chatId: string, userId: string, role: Role): Promise<Result<unknown>> =>
      request({ method: 'PUT', path: `/chats/${seg(chatId)}/members/${seg(userId)}`, body: { role } }),
    removeMember: (chatId: string, userId: string): Promise<Result<unknown>> =>
      request({ method: 'DELETE', path: `/chats/${seg(chatId)}/members/${seg(userId)}` }),
    changeSettings: (chatId: string, settings: Partial<ChatSettings>): Promise<Result<{ settings: ChatSettings }>> =>
      request({ method: 'PUT', path: `/chats/${seg(chatId)}/settings`, body: settings }),

    message: (chatId: string, messageId: string): Promise<Result<{ message: Message }>> =>
      request({ method: 'GET', path: `/messages/${seg(messageId)}`, query: { chatId } }),
    history: (chatId: string, messageId: string, before?: number): Promise<Result<MessageHistory>> =>
      request({ method: 'GET', path: `/messages/${seg(messageId)}/history`, query: { chatId, before } }),
    receipts: (chatId: string, messageId: string): Promise<Result<MessageReceipts>> =>
      request({ method: 'GET', path: `/messages/${seg(messageId)}/receipts`, query: { chatId } }),

    searchMessages: (query: MessageSearch): Promise<Result<FoundMessages>> =>
      request({ method: 'GET', path: '/messages/search', query }),

    sessions: (): Promise<Result<{ sessions: SessionEntry[] }>> => request({ method: 'GET', path: '/auth/sessions' }),
    endSession: (sessionId: string): Promise<Result<unknown>> =>
      request({ method: 'DELETE', path: `/auth/sessions/${seg(sessionId)}` }),

    upload(file: Blob, { purpose = 'message', onProgress, signal }: UploadOptions): Promise<Result<Uploaded>> {
      const body = new FormData();
      body.append('file', file);
      const by = onProgress ? fetchTelling(onProgress, fetch) : fetch;
      return request({
        method: 'POST',
        path: '/attachments',
        query: { purpose },
        body,
        timeoutMs: uploadMs,
        signal,
        by,
      });
    },

    /** `wait`: seconds for which it may take until something comes. */
    sync: (cursor: string | undefined, wait: number, signal: AbortSignal): Promise<Result<http.SyncBody>> =>
      request({ method: 'GET', path: '/sync', query: { cursor, wait }, timeoutMs: wait * 1_000 + 15_000, signal }),

    me: (): Promise<Result<{ user: User }>> => request({ method: 'GET', path: '/users/me' }),
    updateProfile: (change: ProfileChange): Promise<Result<{ user: User }>> =>
      request({ method: 'PUT', path: '/users/me', body: change }),
    searchUsers: (q: string): Promise<Result<{ users: UserResult[] }>> =>
      request({ method: 'GET', path: '/users/search', query: { q } }),
    user: (userId: string): Promise<Result<{ user: User }>> =>
      request({ method: 'GET', path: `/users/${seg(userId)}` }),
    /** Those among them whose profile may be seen; at most `maxUsersAsked`. */
    users: (userIds: readonly string[]): Promise<Result<{ users: User[] }>> =>
      request({ method: 'GET', path: '/users', query: { ids: userIds.join() } }),

    contacts: (): Promise<Result<{ contacts: http.Contact[] }>> => request({ method: 'GET', path: '/contacts' }),
    requests: (): Promise<Result<Requests>> => request({ method: 'GET', path: '/contacts/requests' }),
    requestContact: (userId: string): Promise<Result<{ request: ContactRequestEntry } | { contact: http.Contact }>> =>
      request({ method: 'POST', path: '/contacts/requests', body: { userId } }),
    acceptRequest: (id: string): Promise<Result<unknown>> =>
      request({ method: 'POST', path: `/contacts/requests/${seg(id)}/accept` }),
    declineRequest: (id: string): Promise<Result<unknown>> =>
      request({ method: 'DELETE', path: `/contacts/requests/${seg(id)}` }),
    removeContact: (userId: string): Promise<Result<unknown>> =>
      request({ method: 'DELETE', path: `/contacts/${seg(userId)}` }),
  };
}

const seg = encodeURIComponent;
