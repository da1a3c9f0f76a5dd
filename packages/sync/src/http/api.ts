import type { Chat, ChatSettings, http, Message, Push, Role, User, UserResult } from '@messenger/proto';
import type {
  ContactRequestEntry,
  GroupChange,
  GroupInput,
  LoginInput,
  MessageEdit,
  MessageReceipts,
  ProfileChange,
  RegisterInput,
  Result,
} from '../types.ts';
import type { HttpClient } from './http-client.ts';

export type MessagesPage = { messages: Message[]; hasBefore: boolean; hasAfter: boolean; version: number };
export type Anchor = { before: number } | { after: number } | { around: number } | Record<string, never>;
export type Requests = { incoming: ContactRequestEntry[]; outgoing: ContactRequestEntry[] };
export type EventsPage = { events: Push[]; version: number; truncated: boolean };

/** Each route of the server that the engine uses, as a function. */
export type Api = ReturnType<typeof createApi>;

export function createApi({ request }: HttpClient, transport: 'cookie' | 'body') {
  const cookie = transport === 'cookie';
  const open = { authorised: false } as const;
  return {
    register: (input: RegisterInput): Promise<Result<http.TokensBody>> =>
      request({ ...open, method: 'POST', path: '/auth/register', body: { ...input, cookie } }),
    login: (input: LoginInput): Promise<Result<http.TokensBody>> =>
      request({ ...open, method: 'POST', path: '/auth/login', body: { ...input, cookie } }),
    refresh: (refreshToken: string | undefined): Promise<Result<http.TokensBody>> =>
      request({ ...open, method: 'POST', path: '/auth/refresh', body: refreshToken ? { refreshToken } : {} }),
    logout: (): Promise<Result<void>> => request({ method: 'POST', path: '/auth/logout', timeoutMs: 5_000 }),

    chats: (cursor: string | undefined): Promise<Result<{ chats: Chat[]; nextCursor: string | null }>> =>
      request({ method: 'GET', path: '/chats', query: { limit: 100, cursor } }),
    chat: (chatId: string): Promise<Result<{ chat: Chat }>> =>
      request({ method: 'GET', path: `/chats/${seg(chatId)}` }),
    messages: (chatId: string, anchor: Anchor): Promise<Result<MessagesPage>> =>
      request({ method: 'GET', path: `/chats/${seg(chatId)}/messages`, query: { limit: 50, ...anchor } }),
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
    history: (chatId: string, messageId: string): Promise<Result<{ edits: MessageEdit[] }>> =>
      request({ method: 'GET', path: `/messages/${seg(messageId)}/history`, query: { chatId } }),
    receipts: (chatId: string, messageId: string): Promise<Result<MessageReceipts>> =>
      request({ method: 'GET', path: `/messages/${seg(messageId)}/receipts`, query: { chatId } }),

    updateProfile: (change: ProfileChange): Promise<Result<{ user: User }>> =>
      request({ method: 'PUT', path: '/users/me', body: change }),
    searchUsers: (q: string): Promise<Result<{ users: UserResult[] }>> =>
      request({ method: 'GET', path: '/users/search', query: { q } }),
    user: (userId: string): Promise<Result<{ user: User }>> =>
      request({ method: 'GET', path: `/users/${seg(userId)}` }),

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
