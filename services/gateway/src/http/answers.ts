import { accepted, type CommandId, encodeCursor, type Refusal, type UserId } from '@messenger/proto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from './caller.ts';
import { covering, isStart } from './position.ts';

type Answered = { position: string | undefined };

/** On whose behalf a query is asked, and the state that its answer must show at least. */
export function onBehalfOf(
  request: FastifyRequest,
  by: UserId = callerOf(request).userId,
): { by: UserId; minPosition?: string } {
  return isStart(request.position) ? { by } : { by, minPosition: encodeCursor(request.position) };
}

/** An answer from a service. What is asked next in this request shows at least its state. @throws Refused */
export function taken<T extends Answered>(request: FastifyRequest, answer: T | Refusal): T {
  const given = accepted(answer);
  request.position = covering(request.position, given.position);
  return given;
}

/** Passes a service's JSON on to the client as it is. @throws Refused */
export function pass(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: (Answered & { bytes: Uint8Array }) | Refusal,
  status = 200,
): FastifyReply {
  const { bytes } = taken(request, answer);
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** A service's JSON, parsed. */
export const parsed = <T>({ bytes }: { bytes: Uint8Array }): T => JSON.parse(new TextDecoder().decode(bytes)) as T;

/** What every command carries: who gives it, and the id that makes repeating it harmless. */
export const commandOf = (request: FastifyRequest): { commandId: CommandId; by: UserId } => ({
  commandId: request.commandId,
  by: callerOf(request).userId,
});
