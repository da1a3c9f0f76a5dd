import { type ChatId, isId, type MessageId, notFound, queries, Refused, type ReplyOf } from '@messenger/proto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parsed, pass, taken } from '../http/answers.ts';
import type { Asker } from '../http/asker.ts';

/** A chat by id or slug as the caller sees it, passed on; after a command, as of that at least. @throws Refused */
export async function passChat(
  ask: Asker,
  request: FastifyRequest,
  reply: FastifyReply,
  chat: string,
  status = 200,
): Promise<FastifyReply> {
  return pass(request, reply, await ask(request, queries.chat, { chat }), status);
}

/**
 * The id of a chat that is named by its id or its slug. An id is taken as it is: whoever acts on it checks the access,
 * and can repeat an answer when the chat is gone. @throws Refused when no chat of the caller's has this slug
 */
export async function chatIdOf(ask: Asker, request: FastifyRequest, chat: string): Promise<ChatId> {
  if (isId(chat)) return chat;
  const answer = taken(request, await ask(request, queries.chat, { chat }));
  return parsed<ReplyOf<typeof queries.chat>>(answer).chat.id;
}

type Named = { params: { messageId: MessageId }; query: { chatId?: ChatId } };

/**
 * The chat of a user's message that the caller can see. @throws Refused: `not_found`; `ambiguous` when two chats hold
 * the id and none is named
 */
export async function chatOfMessage(ask: Asker, request: FastifyRequest & Named): Promise<ChatId> {
  const asked = { messageId: request.params.messageId, ...request.query };
  const answer = taken(request, await ask(request, queries.message, asked));
  const { message } = parsed<ReplyOf<typeof queries.message>>(answer);
  if (message.kind === 'system') throw new Refused(notFound());
  return message.chatId;
}
