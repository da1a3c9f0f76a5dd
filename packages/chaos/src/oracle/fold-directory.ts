import type { ChatSettings, ContactEvent, UserEvent } from '@messenger/proto';

export type FoldedRequest = { id: string; userId: string; at: string };
export type FoldedDirectory = {
  /** The names people have now. */
  names: Map<string, string>;
  /** By user, then by chat: what was set last. */
  settings: Map<string, Map<string, ChatSettings>>;
  contacts: Map<string, Set<string>>;
  incoming: Map<string, FoldedRequest[]>;
  outgoing: Map<string, FoldedRequest[]>;
};

/** Folds the events of users and of pairs, each subject in its order. */
export function foldDirectory(users: readonly UserEvent[], pairs: readonly ContactEvent[]): FoldedDirectory {
  const directory: FoldedDirectory = {
    ...{ names: new Map(), settings: new Map(), contacts: new Map(), incoming: new Map(), outgoing: new Map() },
  };
  for (const event of users) {
    if (event.type !== 'ChatSettingsChanged') directory.names.set(event.userId, event.data.displayName);
    else at(directory.settings, event.userId, () => new Map()).set(event.data.chatId, event.data.settings);
  }
  const newest = new Map(pairs.map((event) => [event.pairId, event]));
  for (const { type, pairId: id, at: when, data } of newest.values()) {
    const { requester, recipient } = data;
    if (type === 'ContactAccepted') {
      at(directory.contacts, requester.id, () => new Set()).add(recipient.id);
      at(directory.contacts, recipient.id, () => new Set()).add(requester.id);
    }
    if (type !== 'ContactRequested') continue;
    at(directory.incoming, recipient.id, () => []).push({ id, userId: requester.id, at: when });
    at(directory.outgoing, requester.id, () => []).push({ id, userId: recipient.id, at: when });
  }
  return directory;
}

function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
