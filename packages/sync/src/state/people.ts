import type { http, UserCard } from '@messenger/proto';
import type { Requests } from '../http/api.ts';
import type { CachedPeople, ContactEntry, ContactRequestEntry, Presence } from '../types.ts';
import type { Changes } from './changes.ts';

export type People = ReturnType<typeof createPeople>;
type Direction = 'incoming' | 'outgoing';

const rank = { online: 0, away: 1, offline: 2 } as const;
const rankOf = (presence: Presence | undefined) => rank[presence?.state ?? 'offline'];

/** Contacts, requests, who is known by name, and who is there. */
export function createPeople({ note }: Pick<Changes, 'note'>) {
  const users = new Map<string, UserCard>();
  const contacts = new Map<string, { user: UserCard; since: string }>();
  const requests = new Map<string, { direction: Direction; entry: ContactRequestEntry }>();
  const presences = new Map<string, Presence>();
  /** As it is to be kept: who is there is no part of it, and changes far more often. */
  let kept: CachedPeople | undefined;
  let contactList: readonly ContactEntry[] | undefined;
  let requestLists: { incoming: readonly ContactRequestEntry[]; outgoing: readonly ContactRequestEntry[] } | undefined;

  const orderChanged = () => {
    contactList = undefined;
    note({ kind: 'contacts' });
  };
  const contactsChanged = () => {
    kept = undefined;
    orderChanged();
  };
  const requestsChanged = () => {
    kept = undefined;
    requestLists = undefined;
    note({ kind: 'requests' });
  };
  const learn = (user: UserCard) => {
    users.set(user.id, user);
    kept = undefined;
    note({ kind: 'user', userId: user.id });
    for (const [id, { direction, entry }] of requests) {
      if (entry.user.id !== user.id || entry.user === user) continue;
      requests.set(id, { direction, entry: { ...entry, user } });
      requestsChanged();
    }
    const contact = contacts.get(user.id);
    if (!contact) return;
    contacts.set(user.id, { ...contact, user });
    contactsChanged();
  };
  const setPresence = (userId: string, presence: Presence) => {
    presences.set(userId, presence);
    note({ kind: 'presence', userId });
    if (contacts.has(userId)) orderChanged();
  };
  /** Of who is no contact nobody tells whether they are there. */
  const forgetPresence = (userId: string) => {
    if (presences.delete(userId)) note({ kind: 'presence', userId });
  };
  const addContact = (user: UserCard, since: string) => {
    contacts.set(user.id, { user, since });
    learn(user);
    contactsChanged();
  };
  const addRequest = (direction: Direction, entry: ContactRequestEntry) => {
    requests.set(entry.id, { direction, entry });
    learn(entry.user);
    requestsChanged();
  };
  const listOf = (direction: Direction) =>
    [...requests.values()]
      .filter((request) => request.direction === direction)
      .map((request) => request.entry)
      .sort((a, b) => (a.at < b.at ? 1 : -1));

  return {
    learn,
    setPresence,
    addContact,
    addRequest,
    user: (userId: string) => users.get(userId),
    presence: (userId: string) => presences.get(userId),
    removeContact(userId: string) {
      forgetPresence(userId);
      if (contacts.delete(userId)) contactsChanged();
    },
    removeRequest(id: string) {
      if (requests.delete(id)) requestsChanged();
    },
    contacts(): readonly ContactEntry[] {
      contactList ??= [...contacts.values()]
        .map((contact) => ({ ...contact, presence: presences.get(contact.user.id) }))
        .sort(
          (a, b) =>
            rankOf(a.presence) - rankOf(b.presence) ||
            a.user.displayName.localeCompare(b.user.displayName) ||
            (a.user.id < b.user.id ? -1 : 1),
        );
      return contactList;
    },
    requests() {
      requestLists ??= { incoming: listOf('incoming'), outgoing: listOf('outgoing') };
      return requestLists;
    },
    all: (): Iterable<[string, UserCard]> => users,
    /** What is kept on the device; the same object until it is another. */
    kept(): CachedPeople {
      kept ??= {
        users: [...users.values()],
        contacts: [...contacts.values()],
        requests: { incoming: listOf('incoming'), outgoing: listOf('outgoing') },
      };
      return kept;
    },
    /** Those who are known by name alone. */
    strangers(): string[] {
      const asking = new Set([...requests.values()].map(({ entry }) => entry.user.id));
      return [...users.keys()].filter((userId) => !contacts.has(userId) && !asking.has(userId));
    },
    replaceAll(allContacts: http.Contact[], allRequests: Requests) {
      const there = new Set(allContacts.map(({ user }) => user.id));
      for (const userId of [...presences.keys()]) if (!there.has(userId)) forgetPresence(userId);
      contacts.clear();
      requests.clear();
      contactsChanged();
      requestsChanged();
      for (const { user, since, presence, lastSeenAt } of allContacts) {
        addContact(user, since);
        setPresence(user.id, { state: presence, lastSeenAt });
      }
      for (const entry of allRequests.incoming) addRequest('incoming', entry);
      for (const entry of allRequests.outgoing) addRequest('outgoing', entry);
    },
    /** As they were kept on the device; who is there is not known. */
    restore({ users: known, contacts: all, requests: asked }: CachedPeople) {
      for (const user of known) learn(user);
      for (const { user, since } of all) addContact(user, since);
      for (const entry of asked.incoming) addRequest('incoming', entry);
      for (const entry of asked.outgoing) addRequest('outgoing', entry);
    },
    clear() {
      users.clear();
      presences.clear();
      contacts.clear();
      requests.clear();
      contactsChanged();
      requestsChanged();
    },
  };
}
