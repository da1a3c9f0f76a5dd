import { newId } from '@messenger/kit';
import { type CallContext, callRaw } from '@messenger/messaging';
import {
  closeCodes,
  decodeCursor,
  encodeCursor,
  http,
  isRefusal,
  maxFrameBytes,
  notFound,
  queries,
  type Refusal,
  userCommand,
} from '@messenger/proto';
import { covering } from '../http/position.ts';
import { publishTyping } from '../realtime/ephemeral.ts';
import type { Given } from './answer.ts';
import { type CommandFrame, chatCommandOf } from './command-frames.ts';
import type { Decoded } from './decode-frame.ts';
import type { Device } from './device.ts';
import type { SocketServices } from './services.ts';

/** How far a device has come: its connection passes them on without a promise for each. */
export type ReceiptFrame = FrameOf<'message:read' | 'message:delivered'>;
export type AwaitedFrame = Exclude<Decoded, ReceiptFrame | { type: 'hello' }>;
type FrameOf<T extends Decoded['type']> = Extract<Decoded, { type: T }>;
/** An answer, a refusal, or the code to close the socket with. */
export type Answer = Given | Refusal | number;
/** `since`: the encoded position of what the answer is to come after. */
type Context = { device: Device; call: CallContext; services: SocketServices; since?: string | undefined };

/** The encoded position of what an answer tells of. */
export function positionOf(answer: Answer | undefined): string | undefined {
  return typeof answer === 'object' && !isRefusal(answer) ? answer.position : undefined;
}

/** Of encoded positions, where there are any, one that covers both. */
export function newestOf(a: string | undefined, b: string | undefined): string | undefined {
  const seen = a === undefined ? undefined : decodeCursor(a);
  return seen && b !== undefined ? encodeCursor(covering(seen, b)) : (a ?? b);
}

const done: Answer = { data: {} };
const nothing = Buffer.from('{}');

/** Does what a frame asks for. A command enters its lane before anything is awaited, so commands keep their order. */
export async function handleFrame(frame: AwaitedFrame, context: Context): Promise<Answer> {
  switch (frame.type) {
    case 'message:send':
    case 'message:edit':
    case 'message:delete':
    case 'reaction:add':
    case 'reaction:remove':
      return command(frame, context);
    case 'chat:events':
      return chatEvents(frame, context);
    case 'typing:start':
    case 'typing:stop':
      return typing(frame, context);
    case 'presence:set':
      return presence(frame, context);
    case 'token':
      return renew(frame, context);
    case 'ping':
      return done;
  }
}

async function command(frame: CommandFrame, { device, call, services }: Context): Promise<Answer> {
  const asked = chatCommandOf(frame, device.userId);
  if (isRefusal(asked)) return asked;
  return answered(await services.chatCommands.send(asked, call));
}

/** Part of the profile, so that it holds on every device and for the next time. */
async function presence(
  { commandId = newId(), data }: FrameOf<'presence:set'>,
  { device, call, services }: Context,
): Promise<Answer> {
  const refusal = await services.limits.refusalOf('presences', { userId: device.userId });
  if (refusal) return refusal;
  const asked = { type: 'UpdateProfile', commandId, by: device.userId, presence: data.presence } as const;
  const answer = await callRaw(services.bus, userCommand, asked, call);
  return isRefusal(answer) ? answer : answered({ ...answer, bytes: nothing });
}

/** What an answer has beside its events. */
const answerBytes = 16 * 1024;

/** The gap in a chat, as of what this gateway has passed on at least; as much of it as a frame may have. */
async function chatEvents(
  { data }: FrameOf<'chat:events'>,
  { device, call, services, since }: Context,
): Promise<Answer> {
  const asked = {
    by: device.userId,
    chat: data.chatId,
    after: data.after,
    limit: http.maxEventsPage,
    maxBytes: maxFrameBytes - answerBytes,
    minPosition: encodeCursor(covering(services.hub.positions, since)),
  };
  return answered(await callRaw(services.bus, queries.chatEvents, asked, call));
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
