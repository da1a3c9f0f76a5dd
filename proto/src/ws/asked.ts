import { type TSchema, Type } from '@sinclair/typebox';
import { Done, Sent } from '../chat/commands.ts';
import { EventsPage } from '../query/endpoints.ts';
import { ErrorBody, type RefusalCode } from '../refusal.ts';
import { type ClientFrameType, clientFrames, Welcome } from './frames.ts';

/** What a client's frame asks for, for people to read: its answer's `data`, and the codes it may be refused with. */
export type Asked = { summary: string; answer: TSchema; errors: readonly RefusalCode[] };

const Nothing = Type.Object({});
const always = ['validation_failed', 'rate_limited', 'unavailable', 'internal'] as const;
const command = [...always, 'not_found', 'chat_closed', 'conflict', 'id_reused'] as const;

export const askedByFrame = {
  hello: {
    summary:
      'Says who is there; the first frame, within 5 s. With a cursor, what was missed follows, then `ready`; without one, `ready` at once. A bad token closes the socket with 4401.',
    answer: Welcome,
    errors: always,
  },
  'message:send': {
    summary: 'Sends a message. `messageId` is made by the client; the same again gives the same answer.',
    answer: Sent,
    errors: [...command, 'not_contacts'],
  },
  'message:edit': { summary: 'Edits my message.', answer: Done, errors: [...command, 'forbidden'] },
  'message:delete': { summary: 'Deletes my message.', answer: Done, errors: [...command, 'forbidden'] },
  'message:read': { summary: 'I have read up to this ordinal.', answer: Nothing, errors: [...always, 'not_found'] },
  'message:delivered': {
    summary: 'This device has everything up to this ordinal.',
    answer: Nothing,
    errors: [...always, 'not_found'],
  },
  'reaction:add': { summary: 'Reacts to a message with one emoji.', answer: Done, errors: command },
  'reaction:remove': { summary: 'Takes a reaction back.', answer: Done, errors: command },
  'typing:start': {
    summary: 'I am typing here; repeat every 2 s.',
    answer: Nothing,
    errors: [...always, 'not_found'],
  },
  'typing:stop': { summary: 'I have stopped typing here.', answer: Nothing, errors: [...always, 'not_found'] },
  'presence:set': { summary: 'What I want to be seen as.', answer: Nothing, errors: [...always, 'id_reused'] },
  'chat:events': {
    summary: 'The gap in a chat: what happened after a version, in order; `truncated`: more follows.',
    answer: EventsPage,
    errors: [...always, 'not_found'],
  },
  token: {
    summary: 'A fresh token of the same session, before the old one expires. Any other closes the socket with 4401.',
    answer: Nothing,
    errors: always,
  },
  ping: { summary: 'Is anybody there?', answer: Nothing, errors: always },
} as const satisfies Record<ClientFrameType, Asked>;

const FrameId = Type.Union([Type.String({ maxLength: 100 }), Type.Number()], {
  description: 'comes back in the answer',
  examples: ['1'],
});

/** A client's frame as a whole. */
export const clientFrame = (type: ClientFrameType) =>
  Type.Object({
    type: Type.Literal(type),
    id: Type.Optional(FrameId),
    commandId: Type.Optional(Type.String({ description: 'a UUID that makes repeating harmless; not for sends' })),
    data: clientFrames[type],
  });

/** The answer to a client's frame. */
export const okFrame = (type: ClientFrameType) =>
  Type.Object({
    type: Type.Literal('ok'),
    id: Type.Optional(FrameId),
    data: askedByFrame[type].answer,
    position: Type.Optional(Type.String({ description: 'as X-Position of HTTP' })),
  });

export const ErrorFrame = Type.Object({
  type: Type.Literal('error'),
  id: Type.Optional(FrameId),
  error: ErrorBody.properties.error,
});
