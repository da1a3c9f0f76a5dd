import { callRaw } from '@messenger/messaging';
import { closeCodes, encodeCursor, http, isRefusal, notFound, queries, type Refusal, refuse } from '@messenger/proto';
import { publishTyping } from '../realtime/ephemeral.ts';
import type { Decoded } from './decode-frame.ts';
import type { Device } from './device.ts';
import type { SocketServices } from './services.ts';

type FrameOf<T extends Decoded['type']> = Extract<Decoded, { type: T }>;
/** An answer, a refusal, or the code to close the socket with. */
type Answer = { data: object | Uint8Array; position?: string } | Refusal | number;
type Context = { device: Device; requestId: string; services: SocketServices };

const done: Answer = { data: {} };

/** Does what a frame asks for. A send enters its lane before anything is awaited, so sends keep their order. */
export async function handleFrame(frame: Exclude<Decoded, { type: 'hello' }>, context: Context): Promise<Answer> {
  switch (frame.type) {
    case 'message:send':
      return send(frame, context);
    case 'chat:events':
      return chatEvents(frame, context);
    case 'typing:start':
    case 'typing:stop':
      return typing(frame, context);
    case 'presence:set':
      context.services.devices.prefer(context.device.userId, frame.data.presence);
      return done;
    case 'token':
      return renew(frame, context);
    case 'ping':
      return done;
  }
}

async function send({ data }: FrameOf<'message:send'>, { device, requestId, services }: Context): Promise<Answer> {
  const { chatId, messageId, text = '' } = data;
  if (text.trim() === '') {
    const details = [{ field: '/data/text', message: 'must not be empty' }];
    return refuse('validation_failed', 'Some of this is not valid.', { details });
  }
  const command = { type: 'SendMessage', commandId: messageId, by: device.userId, chatId, text } as const;
  return answered(await services.chatCommands.send(command, { requestId }));
}

/** The gap in a chat, as of what this gateway has passed on at least. */
async function chatEvents({ data }: FrameOf<'chat:events'>, { device, requestId, services }: Context): Promise<Answer> {
  const asked = {
    by: device.userId,
    chat: data.chatId,
    after: data.after,
    limit: http.maxEventsPage,
    minPosition: encodeCursor(services.hub.positions),
  };
  return answered(await callRaw(services.bus, queries.chatEvents, asked, { requestId }));
}

/** Who is not live yet is not known to be a member: typing may be lost. */
async function typing(
  { type, data: { chatId } }: FrameOf<'typing:start' | 'typing:stop'>,
  { device, services }: Context,
): Promise<Answer> {
  if (!device.live) return done;
  if (!device.membership.chats.has(chatId)) return notFound();
  publishTyping(services.bus, { chatId, userId: device.userId, typing: type === 'typing:start' });
  return done;
}

/** A fresh token of the same session keeps the socket open; any other ends it. */
async function renew({ data }: FrameOf<'token'>, { device, services }: Context): Promise<Answer> {
  const caller = await services.tokens.verify(data.token);
  if (isRefusal(caller)) return caller.code === 'unavailable' ? caller : closeCodes.unauthenticated;
  if (caller.userId !== device.userId || caller.sessionId !== device.sessionId) return closeCodes.unauthenticated;
  device.tokenExpiresAt = caller.expiresAt;
  return done;
}

function answered(answer: { bytes: Uint8Array; position: string | undefined } | Refusal): Answer {
  if (isRefusal(answer)) return answer;
  return { data: answer.bytes, ...(answer.position === undefined ? {} : { position: answer.position }) };
}
