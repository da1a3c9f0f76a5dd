import { type Bus, call, callRaw } from '@messenger/messaging';
import { type ChatId, isId, type MessageId, notFound, queries } from '@messenger/proto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { onBehalfOf, pass, taken } from '../http/answers.ts';
import { Refused } from '../http/refused.ts';
import { contextOf } from '../http/request-context.ts';

/** A chat by id or slug as the caller sees it, passed on; after a command, as of that at least. @throws Refused */
export async function passChat(
  bus: Bus,
  request: FastifyRequest,
  reply: FastifyReply,
  chat: string,
  status = 200,
): Promise<FastifyReply> {
  const view = await callRaw(bus, queries.chat, { ...onBehalfOf(request), chat }, contextOf(request));
  return pass(request, reply, view, status);
}

/**
 * The id of a chat that is named by its id or its slug. An id is taken as it is: whoever acts on it checks the access,
 * and can repeat an answer when the chat is gone. @throws Refused when no chat of the caller's has this slug
 */
export async function chatIdOf(bus: Bus, request: FastifyRequest, chat: string): Promise<ChatId> {
  if (isId(chat)) return chat;
  const answer = await call(bus, queries.chat, { ...onBehalfOf(request), chat }, contextOf(request));
  return taken(request, answer).value.chat.id;
}

type Named = { params: { messageId: MessageId }; query: { chatId?: ChatId } };

/**
 * The chat of a user's message that the caller can see. @throws Refused: `not_found`; `ambiguous` when two chats hold
 * the id and none is named
 */
export async function chatOfMessage(bus: Bus, request: FastifyRequest & Named): Promise<ChatId> {
  const asked = { messageId: request.params.messageId, ...request.query, ...onBehalfOf(request) };
  const { message } = taken(request, await call(bus, queries.message, asked, contextOf(request))).value;
  if (message.kind === 'system') throw new Refused(notFound());
  return message.chatId;
}
