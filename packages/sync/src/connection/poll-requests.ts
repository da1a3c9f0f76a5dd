import type { HttpRequest } from '../http/http-client.ts';
import type { ClientFrame } from './wire.ts';

type Data = {
  chatId: string;
  messageId: string;
  emoji: string;
  upTo: number;
  after: number;
} & Record<string, unknown>;

/** The HTTP request that a frame stands for, with the same idempotency; undefined where there is none. */
export function requestOf({ type, data, commandId }: ClientFrame): HttpRequest | undefined {
  const request = requests[type]?.(data as Data);
  return request && { ...request, ...(commandId ? { key: commandId } : {}) };
}

const part = encodeURIComponent;
const chat = ({ chatId }: Data, rest: string) => `/chats/${part(chatId)}/${rest}`;
const message = ({ messageId }: Data, rest = '') => `/messages/${part(messageId)}${rest}`;
const inChat = ({ chatId }: Data) => ({ query: { chatId } });

const requests: Record<string, ((data: Data) => HttpRequest) | undefined> = {
  'message:send': (data) => {
    const { chatId: _, ...body } = data;
    return { method: 'POST', path: chat(data, 'messages'), body };
  },
  'message:edit': (data) => ({ method: 'PUT', path: message(data), ...inChat(data), body: { text: data.text } }),
  'message:delete': (data) => ({ method: 'DELETE', path: message(data), ...inChat(data) }),
  'message:read': (data) => ({ method: 'POST', path: chat(data, 'read'), body: { upTo: data.upTo } }),
  'message:delivered': (data) => ({ method: 'POST', path: chat(data, 'delivered'), body: { upTo: data.upTo } }),
  'reaction:add': (data) => ({
    method: 'POST',
    path: message(data, '/reactions'),
    ...inChat(data),
    body: { emoji: data.emoji },
  }),
  'reaction:remove': (data) => ({
    method: 'DELETE',
    path: message(data, `/reactions/${part(data.emoji)}`),
    ...inChat(data),
  }),
  'chat:events': (data) => ({ method: 'GET', path: chat(data, 'events'), query: { after: data.after } }),
  'presence:set': ({ presence }) => ({ method: 'PUT', path: '/users/me', body: { presence } }),
  // The shortest way there and back: without a cursor it answers at once.
  ping: () => ({ method: 'GET', path: '/sync' }),
};
