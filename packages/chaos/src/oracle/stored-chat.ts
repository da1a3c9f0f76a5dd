import type { ChatEvent, ChatEventOf } from '@messenger/proto';
import { hashOf, type Stored } from './check-log.ts';

type Told = {
  [T in ChatEvent['type']]: { type: T; by: string; data: ChatEventOf<T>['data']; id?: string };
}[ChatEvent['type']];

/** For tests: a chat's events as they are stored, numbered and chained. */
export function storedChat(chatId: string, told: readonly Told[]): Stored[] {
  let prev: string | null = null;
  return told.map((each, i) => {
    const at = new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString();
    const event = { id: `e${i + 1}`, v: 1, chatId, version: i + 1, prev, at, ...each };
    const data = new TextEncoder().encode(JSON.stringify(event));
    prev = hashOf(data);
    return { seq: i + 1, data };
  });
}

export const created = (...members: string[]): Told => ({
  type: 'ChatCreated',
  by: members[0]!,
  data: {
    ...{ kind: 'group', name: 'Crew', slug: null, avatar: null },
    members: members.map((userId, i) => ({ userId, role: i === 0 ? 'owner' : 'member' })),
  },
});
export const said = (by: string, ordinal: number, text: string, id = text): Told => ({
  ...{ type: 'MessageSent', by, id },
  data: { ordinal, text, attachments: [], replyTo: null },
});
