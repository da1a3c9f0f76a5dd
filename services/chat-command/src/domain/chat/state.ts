import type { ChatEvent, Role, UserId } from '@messenger/proto';
import { Recent, type RecentJson } from './recent.ts';

/** What deciding about a chat takes, and no more: never the texts. Members stand in the order they joined. */
export type ChatState = {
  kind: 'direct' | 'group' | undefined;
  closed: boolean;
  members: ReadonlyMap<UserId, { role: Role }>;
  lastOrdinal: number;
  recent: Recent;
};

export const noChat: ChatState = {
  kind: undefined,
  closed: false,
  members: new Map(),
  lastOrdinal: 0,
  recent: Recent.none,
};

export function evolve(chat: ChatState, event: ChatEvent): ChatState {
  const ordinal = event.type === 'MessageSent' ? event.data.ordinal : 0;
  const recent = chat.recent.with({ id: event.id, by: event.by, version: event.version, ordinal, at: event.at });
  switch (event.type) {
    case 'ChatCreated': {
      const members = new Map(event.data.members.map(({ userId, role }) => [userId, { role }]));
      return { ...chat, kind: event.data.kind, members, recent };
    }
    case 'MessageSent':
      return { ...chat, lastOrdinal: ordinal, recent };
    case 'DirectClosed':
      return { ...chat, closed: true, recent };
    case 'DirectReopened':
      return { ...chat, closed: false, recent };
  }
}

type ChatStateJson = Omit<ChatState, 'members' | 'recent'> & {
  members: [UserId, { role: Role }][];
  recent: RecentJson;
};

/** How a chat's state is kept in snapshots. */
export const chatSnapshot = {
  schema: 1,
  toJson: (chat: ChatState): ChatStateJson => ({ ...chat, members: [...chat.members], recent: chat.recent.toJson() }),
  fromJson: (json: ChatStateJson): ChatState => ({
    ...json,
    members: new Map(json.members),
    recent: Recent.fromJson(json.recent),
  }),
};
