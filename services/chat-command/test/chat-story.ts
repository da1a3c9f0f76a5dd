import type { ChatEvent, ChatEventOf, Role, UserId } from '@messenger/proto';
import { given } from '@messenger/testkit';
import type { ChatDeciderCommand, Facts, Of } from '../src/domain/chat/commands.ts';
import { chatDecider } from '../src/domain/chat/decide.ts';

export const person = (n: number): UserId => `01990000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
/** The n-th event of a story has the id `idOf(n)`; greater ones are free. */
export const idOf = (n: number) => `01990000-0000-7000-9000-${n.toString(16).padStart(12, '0')}`;
export const chatId = '3e6dd19b-bca0-52f7-b008-bca81c683e3e';
export const at = '2026-11-23T08:00:00.000Z';

type Type = ChatEvent['type'];
export type Told = { type: Type; by: UserId; data: object };

/** Something that happened in the chat. */
export const told = <T extends Type>(type: T, by: UserId, data: ChatEventOf<T>['data']): Told => ({ type, by, data });

/** The events of one chat, numbered as they come. */
export const story = (...tellings: Told[]): ChatEvent[] => tellings.map((one, i) => eventOf(one, i + 1, idOf(i + 1)));

export function eventOf(one: Told, version: number, id: string): ChatEvent {
  return { id, v: 1, chatId, version, prev: null, at, ...one } as unknown as ChatEvent;
}

/** given / when / then for a chat. */
export const chat = (...tellings: Told[]) => given(chatDecider, ...story(...tellings));

type Fields<T extends ChatDeciderCommand['type']> = Omit<Of<T>, 'type' | 'by' | 'chatId' | 'commandId' | 'facts'> & {
  commandId?: string;
  facts?: Facts;
};

/** A command of the chat, with an id that is free unless one is given. */
export const asks = <T extends ChatDeciderCommand['type']>(type: T, by: UserId, fields: Fields<T>) =>
  ({ commandId: idOf(0xfff), ...fields, type, by, chatId }) as ChatDeciderCommand;

const details = { slug: null, avatar: null };
export const direct = (a: UserId, b: UserId): Told =>
  told('ChatCreated', a, {
    ...details,
    kind: 'direct',
    name: null,
    members: [a, b].map((userId) => ({ userId, role: 'member' as const })),
  });

/** A group as it was made: the owner, then the others in this order. */
export const group = (owner: UserId, others: UserId[], slug: string | null = null): Told =>
  told('ChatCreated', owner, {
    ...details,
    slug,
    kind: 'group',
    name: 'Garden',
    members: [{ userId: owner, role: 'owner' }, ...others.map((userId) => ({ userId, role: 'member' as const }))],
  });

export const role = (by: UserId, userId: UserId, to: Role): Told => told('MemberRoleChanged', by, { userId, role: to });
export const sent = (by: UserId, ordinal: number): Told =>
  told('MessageSent', by, { ordinal, text: 'hello', attachments: [], replyTo: null });
export const removed = (by: UserId, userId: UserId): Told => told('MemberRemoved', by, { userId });
export const left = (by: UserId, newOwnerId: UserId | null = null, closed = false): Told =>
  told('MemberLeft', by, { newOwnerId, closed });
