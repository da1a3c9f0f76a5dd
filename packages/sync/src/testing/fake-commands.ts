import type { FakeServer } from './fake-server.ts';

type Sending = { chatId: string; messageId: string; text: string; replyTo?: string; attachmentIds?: string[] };

/** What a command is answered: with data, not at all (it took effect, and the line broke), or that there is no such chat. */
export type FakeAnswer = { data: object } | 'lost' | 'refused';

/** Does what a frame asks for, or the HTTP request in its place. */
export function fakeCommand(server: FakeServer, type: string, data: Record<string, unknown>): FakeAnswer {
  const known = server.log.chats.get(data.chatId as string);
  const before = server.log.left.get(data.chatId as string)?.messages.find(({ id }) => id === data.messageId);
  if (type === 'message:send' && before) return { data: { ...before, messageId: before.id } };
  if (type.startsWith('message:') || type === 'chat:events') if (!known) return 'refused';
  if (type === 'message:send') return send(server, data as Sending);
  if (type === 'message:read' || type === 'message:delivered') return receipt(server, type, data as never);
  if (type === 'chat:events') return events(server, data as { chatId: string; after: number });
  if (type === 'presence:set') server.preferences.push(data.presence);
  if (type === 'token') server.renewed.push(data.token);
  return { data: {} };
}

function send({ log, faults }: FakeServer, { chatId, messageId, text, replyTo, attachmentIds }: Sending): FakeAnswer {
  if (log.chats.get(chatId)?.messages.some(({ id, deletedAt }) => id === replyTo && deletedAt)) return 'refused';
  if (attachmentIds?.some((id) => !log.uploads.has(id))) return 'refused';
  const { version, ordinal, sentAt } = log.send(chatId, log.me.id, messageId, text, { replyTo, attachmentIds });
  if (faults.lostAnswers === 0) return { data: { messageId, version, ordinal, sentAt } };
  faults.lostAnswers--;
  return 'lost';
}

function receipt({ log }: FakeServer, type: string, { chatId, upTo }: { chatId: string; upTo: number }): FakeAnswer {
  if (type === 'message:read') log.tell(chatId, 'chat:read', { upTo });
  else log.tell(chatId, 'own:delivered', { upTo }, true);
  return { data: {} };
}

function events({ log }: FakeServer, { chatId, after }: { chatId: string; after: number }): FakeAnswer {
  const { chat, pushes } = log.chats.get(chatId)!;
  const page = pushes.filter((push) => push.version! > after).slice(0, 3);
  return { data: { events: page, version: chat.version, truncated: page.at(-1)?.version !== chat.version } };
}
