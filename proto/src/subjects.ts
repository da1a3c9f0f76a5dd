import type { ChatId } from './ids.ts';
import { isId } from './is-id.ts';

/** Subjects are grouped by this many partitions, for ever: a chat's partition is part of its subject. */
export const partitionCount = 64;

/** FNV-1a, 32 bit, over UTF-16 units (ids are ASCII). Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** The partition (0 … 63) of a chat. */
export function partitionOf(chatId: ChatId): number {
  return fnv1a32(checked(chatId)) % partitionCount;
}

/** An id that is no lower-case UUID must never reach the wire: a line break in a subject forges a message. */
export class BadSubjectToken extends Error {
  override name = 'BadSubjectToken';
}

function checked(id: string): string {
  if (!isId(id)) throw new BadSubjectToken('not a lower-case UUID');
  return id;
}

/** The only place that knows the text of subjects. */
export const subjects = {
  chatEvents: (chatId: string) => `evt.chat.${partitionOf(chatId)}.${chatId}`,
  chatEventsOfPartition: (partition: number) => `evt.chat.${partition}.*`,
  userEvents: (userId: string) => `evt.user.${checked(userId)}`,
  allUserEvents: 'evt.user.*',
  contactEvents: (pairId: string) => `evt.contact.${checked(pairId)}`,
  allContactEvents: 'evt.contact.*',
  receipts: (chatId: string) => `evt.receipt.${partitionOf(chatId)}.${chatId}`,
  receiptsOfPartition: (partition: number) => `evt.receipt.${partition}.*`,
  genesis: (stream: string) => `evt.genesis.${stream}`,

  chatCommand: (chatId: string) => `cmd.chat.${partitionOf(chatId)}`,
  chatCommandsOfPartition: (partition: number) => `cmd.chat.${partition}`,
  /** Where instances that do not own a chat's partition take its commands, when its owner does not answer. */
  othersChatCommand: (chatId: string) => `cmd.chat.others.${partitionOf(chatId)}`,
  othersChatCommandsOfPartition: (partition: number) => `cmd.chat.others.${partition}`,
  anyChatCommand: 'cmd.chat.any',
  contactCommand: 'cmd.contact.any',
  userCommand: 'cmd.user.any',
  receiptCommand: (chatId: string) => `cmd.receipt.${partitionOf(chatId)}`,
  allReceiptCommands: 'cmd.receipt.*',
  auth: (verb: string) => `cmd.auth.${verb}`,
  media: (verb: string) => `cmd.media.${verb}`,
  query: (name: string) => `query.${name}`,
  /** Where an operator asks everyone how far they are. */
  followers: 'ops.followers',

  presence: (userId: string) => `rt.presence.${checked(userId)}`,
  allPresence: 'rt.presence.*',
  typing: (chatId: string) => `rt.typing.${checked(chatId)}`,
  allTyping: 'rt.typing.*',
  /** What gateways tell delivery about their users' devices. */
  gatewayReports: (what: string) => `rt.gateway.${what}`,
  /** Where the instances of a service say to each other that they are alive. */
  instances: (service: string) => `rt.instances.${service}`,
} as const;

/** Wildcards that permissions are written with; see permissions.ts. */
export const subjectSpaces = {
  chatEvents: 'evt.chat.>',
  userEvents: 'evt.user.*',
  contactEvents: 'evt.contact.*',
  receipts: 'evt.receipt.>',
  chatCommands: 'cmd.chat.>',
  contactCommands: 'cmd.contact.>',
  userCommands: 'cmd.user.>',
  authCommands: 'cmd.auth.>',
  mediaCommands: 'cmd.media.>',
  receiptCommands: 'cmd.receipt.>',
  queries: 'query.>',
  presence: 'rt.presence.*',
  typing: 'rt.typing.*',
  gatewayReports: 'rt.gateway.*',
  services: '$SRV.>',
  flowControl: '$JS.FC.>',
  bucket: (name: string) => `$KV.${name}.>`,
  bucketStream: (name: string) => `KV_${name}`,
  /** Where the NATS CLI wants its answers. */
  anyInbox: '_INBOX.>',
  inbox: (user: string) => `_INBOX_${user.replaceAll('-', '_')}`,
  streamInfo: (stream: string) => `$JS.API.STREAM.INFO.${stream}`,
  streamRead: (stream: string) => `$JS.API.STREAM.MSG.GET.${stream}`,
  directRead: (stream: string) => `$JS.API.DIRECT.GET.${stream}`,
  consumers: (stream: string) => [
    `$JS.API.CONSUMER.CREATE.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}.>`,
    `$JS.API.CONSUMER.INFO.${stream}.*`,
    `$JS.API.CONSUMER.DELETE.${stream}.*`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
  ],
  accountInfo: '$JS.API.INFO',
} as const;

/** What a log subject says: which kind of aggregate, and its id. `undefined` for any other subject. */
export function parseEventSubject(
  subject: string,
): { kind: 'chat' | 'user' | 'contact' | 'receipt' | 'genesis'; key: string } | undefined {
  const tokens = subject.split('.');
  if (tokens[0] !== 'evt') return undefined;
  const [, kind, a, b] = tokens;
  if ((kind === 'chat' || kind === 'receipt') && tokens.length === 4 && isId(b) && String(partitionOf(b)) === a) {
    return { kind, key: b };
  }
  if ((kind === 'user' || kind === 'contact') && tokens.length === 3 && isId(a)) return { kind, key: a };
  if (kind === 'genesis' && tokens.length === 3 && a) return { kind, key: a };
  return undefined;
}

/** Where an answer may go: an inbox, and no subject that means something. */
export function isInbox(subject: string | undefined): boolean {
  return subject?.startsWith('_INBOX') === true;
}

/** The id at the end of a subject: `rt.presence.<userId>`, a bucket's entry by id; undefined if there is none. */
export function lastIdOf(subject: string): string | undefined {
  const last = subject.slice(subject.lastIndexOf('.') + 1);
  return isId(last) ? last : undefined;
}
