import {
  askedByFrame,
  type ClientFrameType,
  clientFrame,
  clientFrames,
  closeCodes,
  ErrorFrame,
  okFrame,
  type PushKind,
  type PushType,
  pushFrame,
  pushKinds,
} from '@messenger/proto';
import { withNamedSchemas } from './components.ts';
import { exampleOf } from './example.ts';
import { type Json, published } from './published.ts';

const frameTypes = Object.keys(clientFrames) as ClientFrameType[];
const pushTypes = Object.keys(pushKinds) as PushType[];

const description = `The socket at \`/ws\`: text frames, one JSON object each, at most 256 KiB.

A client's first frame is \`hello\`, within 5 s. Each of its frames is answered with \`ok\` or \`error\` under the same
\`id\`. Numbered pushes are the steps of a chat's versions: one above what the client has is applied, one not above is
dropped, and for any other the gap is asked for with \`chat:events\`. State pushes: the latest wins. Ephemeral ones may
be lost. Ping every 25 s from the server; a client silent for 45 s is closed.

Close codes: ${Object.entries(closeCodes)
  .map(([name, code]) => `${code} ${name}`)
  .join(' · ')} · 1009 a frame too large.`;

/** The AsyncAPI document of the socket, made of the contract alone. */
export function asyncApi(): Json {
  const frames = frameTypes.map((type) => [key(type), frameMessage(type)] as const);
  const answers = frameTypes.map((type) => [`${key(type)}.ok`, answerMessage(type)] as const);
  const pushes = pushTypes.map((type) => [`push.${key(type)}`, pushMessage(type)] as const);
  const messages = { ...Object.fromEntries([...frames, ...answers, ...pushes]), error: errorMessage() };
  return withNamedSchemas({
    asyncapi: '3.0.0',
    info: { title: 'Messenger: the socket', version: '1.0.0', description },
    defaultContentType: 'application/json',
    channels: { socket: { address: '/ws', messages: refs(Object.keys(messages), '#/components/messages/') } },
    operations: Object.fromEntries([
      ...frameTypes.map((type) => [key(type), asked(type)] as const),
      ['pushes', { action: 'send', ...onSocket, messages: pushes.map(([name]) => inChannel(name)) }] as const,
    ]),
    components: { messages },
  });
}

/** Names in AsyncAPI hold no colon. */
const key = (type: string): string => type.replace(':', '.');
const onSocket = { channel: { $ref: '#/channels/socket' } };
const inChannel = (name: string) => ({ $ref: `#/channels/socket/messages/${name}` });
const refs = (names: string[], root: string) => Object.fromEntries(names.map((name) => [name, { $ref: root + name }]));

function asked(type: ClientFrameType): Json {
  const { summary, errors } = askedByFrame[type];
  return {
    action: 'receive',
    ...onSocket,
    summary,
    description: `Refused with: ${errors.join(', ')}.`,
    messages: [inChannel(key(type))],
    reply: { ...onSocket, messages: [inChannel(`${key(type)}.ok`), inChannel('error')] },
    'x-errors': errors,
  };
}

function frameMessage(type: ClientFrameType): Json {
  return message(type, askedByFrame[type].summary, published(clientFrame(type)));
}

function answerMessage(type: ClientFrameType): Json {
  return message(`${type}: ok`, `The answer to \`${type}\`.`, published(okFrame(type)));
}

function pushMessage(type: PushType): Json {
  const kind: PushKind = pushKinds[type];
  return { ...message(type, kind.summary, published(pushFrame(type))), tags: [{ name: kind.class }] };
}

function errorMessage(): Json {
  return message('error', 'Why a frame was refused; nothing of it happened.', published(ErrorFrame));
}

function message(name: string, summary: string, payload: Json): Json {
  return { name, title: name, summary, payload, examples: [{ payload: exampleOf(payload) }] };
}
