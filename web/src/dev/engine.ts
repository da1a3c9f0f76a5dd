import type { Chat, Message, UserCard, UserResult } from '@messenger/proto';
import type { ApiError, Change, Engine, Presence, Result, Timeline, TimelineItem } from '@messenger/sync';
import { chatIdOf, crowd, people as few, me, newId, strangers } from './people.ts';
import { lines, talk } from './talk.ts';

/**
 * An engine without a server, for looking at the screens under `vite dev`: open `/?demo`. `window.demo` changes what
 * they show: the connection, who types, an incoming message. Not part of the production build.
 */
export function createDemoEngine(): Engine {
  const options = new URLSearchParams(location.search);
  sessionStorage.setItem('demo', '1');
  const has = (flag: string) => (options.get('demo') ?? '').split(',').includes(flag);
  const people = has('many') ? [...few, ...crowd] : few;
  const now = Date.now();
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
  const ok = <T>(value: T): Result<T> => ({ ok: true, value });
  const refused = (code: string, message: string): ApiError => ({ code, status: 409, message });

  let listener: (changes: readonly Change[]) => void = () => {};
  const tell = (...changes: Change[]) => listener(changes);
  let session: ReturnType<Engine['state']['session']> = has('out')
    ? { state: 'signedOut' }
    : { state: 'signedIn', user: { ...me, createdAt: ago(9999) } };
  let connection: ReturnType<Engine['state']['connection']> = { state: 'online', waiting: 0 };
  const chats = new Map<string, Chat>();
  const timelines = new Map<string, Timeline>();
  const typing = new Map<string, string[]>();
  const presences = new Map<string, Presence>();
  const users = new Map([me, ...people, ...strangers].map((user) => [user.id, user]));
  let requests = {
    incoming: strangers.slice(0, 1).map((user) => ({ id: newId(), user, at: ago(200) })),
    outgoing: strangers.slice(1, 2).map((user) => ({ id: newId(), user, at: ago(1700) })),
  };
  let contacts = people.map((user, i) => {
    const state = (['online', 'offline', 'away', 'online'] as const)[i % 4] ?? 'offline';
    const presence = { state, lastSeenAt: state === 'offline' ? ago(i * 190 + 40) : null };
    presences.set(user.id, presence);
    return { user, since: ago(5000), presence };
  });
  contacts.sort(
    (a, b) =>
      ['online', 'away', 'offline'].indexOf(a.presence.state) - ['online', 'away', 'offline'].indexOf(b.presence.state),
  );

  const message = (chatId: string, senderId: string, ordinal: number, sentAt: string, text: string): Message => ({
    id: newId(),
    chatId,
    version: ordinal + 1,
    ordinal,
    kind: 'user',
    senderId,
    text,
    attachments: [],
    replyTo: null,
    reactions: [],
    sentAt,
  });
  const history = (chatId: string, peer: UserCard): TimelineItem[] => {
    const old = Array.from({ length: 400 }, (_, i): [0 | 1, number, string] => [
      i % 7 < 3 ? 0 : 1,
      3000 + (400 - i) * 17,
      `${i + 1}. ${lines[i % lines.length]} ${i % 11 === 0 ? 'A longer one, so that rows differ in height and wrap over more than one line wherever the column is narrow. '.repeat((i % 3) + 1) : ''}`,
    ]);
    return [...old, ...talk].map(([own, minutes, text], i) => {
      const made = message(chatId, own === 0 ? me.id : peer.id, i + 1, ago(minutes), text);
      return { id: made.id, state: 'sent', message: made };
    });
  };

  const full = new Map<string, TimelineItem[]>();
  people.forEach((peer, i) => {
    const id = chatIdOf(peer);
    const all = i === 0 ? history(id, peer) : [];
    if (i > 0) {
      const made = message(id, i % 3 === 1 ? me.id : peer.id, 1, ago(i * i * 97), lines[(i - 1) % lines.length] ?? '…');
      all.push({ id: made.id, state: 'sent', message: made });
    }
    full.set(id, all);
    const unread = i === 2 ? 3 : i === 5 ? 128 : has('unread') && i === 0 ? 3 : 0;
    chats.set(id, {
      id,
      kind: 'direct',
      name: null,
      slug: null,
      avatar: null,
      ownerId: null,
      closed: i === 6,
      members: [me, peer].map((user) => ({ userId: user.id, role: 'member', joinedAt: ago(9000) })),
      memberCount: 2,
      version: all.length + 1,
      lastOrdinal: i === 5 ? 128 : all.length,
      lastMessage: all.at(-1)?.message ?? null,
      unread,
      readUpTo: Math.max(0, all.length - unread),
      deliveredUpTo: 0,
      peerReadUpTo: i === 0 ? all.length - 3 : 0,
      peerDeliveredUpTo: 0,
      settings: { muted: i === 5, mutedUntil: null, notify: 'all' },
      me: { role: 'member' },
      createdAt: ago(9000),
    });
  });
  let order = has('empty') ? [] : [...chats.values()];
  if (has('empty')) {
    contacts = [];
    requests = { incoming: [], outgoing: [] };
  }

  const put = (chatId: string, items: TimelineItem[], more: Partial<Timeline> = {}) => {
    const old = timelines.get(chatId) ?? { items: [], loaded: true, hasBefore: false, hasAfter: false };
    timelines.set(chatId, { ...old, ...more, items });
    tell({ kind: 'timeline', chatId });
  };
  const touch = (chatId: string, change: Partial<Chat>) => {
    const chat = chats.get(chatId);
    if (!chat) return;
    chats.set(chatId, { ...chat, ...change });
    order = [...chats.values()].sort((a, b) =>
      (b.lastMessage?.sentAt ?? '').localeCompare(a.lastMessage?.sentAt ?? ''),
    );
    tell({ kind: 'chat', chatId }, { kind: 'chats' });
  };
  const itemsOf = (chatId: string) => [...(timelines.get(chatId)?.items ?? [])];
  const settle = (chatId: string, id: string, fails: boolean) => {
    put(
      chatId,
      itemsOf(chatId).map((item): TimelineItem => {
        if (item.id !== id) return item;
        if (fails) return { ...item, state: 'failed', error: refused('not_contacts', 'You’re not contacts any more.') };
        const sent = { ...item.message, ordinal: (chats.get(chatId)?.lastOrdinal ?? 0) + 1 };
        touch(chatId, { lastOrdinal: sent.ordinal, lastMessage: sent });
        return { id, state: 'sent', message: sent };
      }),
    );
  };
  const arrive = (chatId: string, text: string) => {
    const chat = chats.get(chatId);
    const peer = chat?.members?.find((member) => member.userId !== me.id);
    if (!chat || !peer) return;
    const made = message(chatId, peer.userId, chat.lastOrdinal + 1, new Date().toISOString(), text);
    put(chatId, [...itemsOf(chatId), { id: made.id, state: 'sent', message: made }]);
    touch(chatId, { lastOrdinal: made.ordinal, lastMessage: made, unread: chat.unread + 1 });
  };
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  const change = (chatId: string, id: string, to: (message: Message) => Partial<Message>) =>
    put(
      chatId,
      itemsOf(chatId).map((item) =>
        item.id === id ? { ...item, message: { ...item.message, ...to(item.message) } } : item,
      ),
    );
  const react = (emoji: string, mine: boolean) => (message: Message) => {
    const before = message.reactions.find((each) => each.emoji === emoji);
    const others = (before?.userIds ?? []).filter((userId) => userId !== me.id);
    const userIds = mine ? [...others, me.id] : others;
    const after = { emoji, count: userIds.length, mine, userIds };
    const all = before
      ? message.reactions.map((each) => (each === before ? after : each))
      : [...message.reactions, after];
    return { reactions: all.filter(({ count }) => count > 0) };
  };
  const absent = async () => ({ ok: false as const, error: refused('unavailable', 'The demo cannot do this.') });

  const actions: Engine['actions'] = {
    async edit(chatId, id, text) {
      change(chatId, id, () => ({ text, editedAt: ago(0) }));
      return ok(undefined);
    },
    async delete(chatId, id) {
      change(chatId, id, () => ({ text: '', reactions: [], replyTo: null, deletedAt: ago(0) }));
      return ok(undefined);
    },
    async react(chatId, id, emoji) {
      change(chatId, id, react(emoji, true));
      return ok(undefined);
    },
    async unreact(chatId, id, emoji) {
      change(chatId, id, react(emoji, false));
      return ok(undefined);
    },
    markRead: (chatId, upTo) => touch(chatId, { readUpTo: upTo, unread: 0 }),
    loadHistory: absent,
    loadReceipts: absent,
    createGroup: absent,
    updateGroup: absent,
    deleteGroup: absent,
    leaveGroup: absent,
    loadMembers: absent,
    meet: () => undefined,
    addMembers: absent,
    setRole: absent,
    removeMember: absent,
    changeSettings: absent,
    updateProfile: absent,
    upload: absent,
    searchMessages: absent,
    loadMessage: absent,
    firstSince: absent,
    loadSessions: absent,
    endSession: absent,
    findChat: async (id) => {
      const found = chats.get(id);
      return found ? ok(found) : { ok: false, error: refused('not_found', 'There is nothing here.') };
    },
    send(chatId, text, { replyTo: original, attachments = [] } = {}) {
      const made = message(chatId, me.id, 0, new Date().toISOString(), text);
      made.attachments = [...attachments];
      if (original) {
        const { id, ordinal, senderId } = original;
        made.replyTo = { messageId: id, ordinal, senderId, excerpt: original.text };
      }
      put(chatId, [...itemsOf(chatId), { id: made.id, state: 'waiting', message: made }]);
      if (connection.state === 'online') setTimeout(() => settle(chatId, made.id, text.includes('fail')), 600);
      return made.id;
    },
    retry: (id) => {
      const chatId = [...timelines].find(([, timeline]) => timeline.items.some((item) => item.id === id))?.[0];
      if (chatId) settle(chatId, id, false);
    },
    discard: (id) => {
      for (const [chatId, timeline] of timelines)
        put(
          chatId,
          timeline.items.filter((item) => item.id !== id),
        );
    },
    async openChat(chatId) {
      await wait(has('slow') ? 1e7 : 150);
      const all = full.get(chatId);
      if (!all) return { ok: false, error: refused('not_found', 'There is nothing here.') };
      if (!timelines.get(chatId)) put(chatId, all.slice(-50), { loaded: true, hasBefore: all.length > 50 });
      return ok(timelines.get(chatId) as Timeline);
    },
    async loadOlder(chatId) {
      await wait(200);
      const first = timelines.get(chatId)?.items[0]?.message.ordinal ?? 1;
      const from = Math.max(0, first - 51);
      put(chatId, [...(full.get(chatId) ?? []).slice(from, first - 1), ...itemsOf(chatId)], { hasBefore: from > 0 });
      return ok(timelines.get(chatId) as Timeline);
    },
    loadNewer: async (chatId) => ok(timelines.get(chatId) as Timeline),
    loadAround: async (chatId) => ok(timelines.get(chatId) as Timeline),
    loadLatest: async (chatId) => ok(timelines.get(chatId) as Timeline),
    keepNewest: () => undefined,
    closeChat: () => undefined,
    openImages: absent,
    loadOlderImages: absent,
    closeImages: () => undefined,
    createDirect: async (userId) => {
      const user = users.get(userId);
      const chat = user && chats.get(chatIdOf(user));
      return chat ? ok(chat) : { ok: false, error: refused('not_contacts', 'You are not contacts.') };
    },
    async searchUsers(q) {
      await wait(150);
      const standing = (user: UserCard): UserResult['contact'] =>
        user.id === me.id
          ? 'self'
          : requests.outgoing.some((r) => r.user.id === user.id)
            ? 'outgoing'
            : requests.incoming.some((r) => r.user.id === user.id)
              ? 'incoming'
              : contacts.some((c) => c.user.id === user.id)
                ? 'contact'
                : 'none';
      const found = [...users.values()].filter((u) =>
        `${u.displayName} ${u.username}`.toLowerCase().includes(q.toLowerCase()),
      );
      return ok(found.map((user) => ({ ...user, contact: standing(user) })));
    },
    loadUser: async (userId) => ok(users.get(userId) as UserCard),
    async requestContact(userId) {
      requests = {
        ...requests,
        outgoing: [{ id: newId(), user: users.get(userId) as UserCard, at: ago(0) }, ...requests.outgoing],
      };
      tell({ kind: 'requests' });
      return ok({ standing: 'requested' as never });
    },
    async acceptRequest(id) {
      const found = requests.incoming.find((request) => request.id === id);
      requests = { ...requests, incoming: requests.incoming.filter((request) => request.id !== id) };
      if (found)
        contacts = [{ user: found.user, since: ago(0), presence: { state: 'online', lastSeenAt: null } }, ...contacts];
      tell({ kind: 'requests' }, { kind: 'contacts' });
      return ok(undefined);
    },
    async declineRequest(id) {
      const others = <T extends { id: string }>(list: T[]) => list.filter((request) => request.id !== id);
      requests = { incoming: others(requests.incoming), outgoing: others(requests.outgoing) };
      tell({ kind: 'requests' });
      return ok(undefined);
    },
    async removeContact(userId) {
      contacts = contacts.filter((contact) => contact.user.id !== userId);
      tell({ kind: 'contacts' });
      const user = users.get(userId);
      if (user) touch(chatIdOf(user), { closed: true });
      return ok(undefined);
    },
    typing() {},
    stopTyping() {},
    setPresence() {},
    reconnect() {},
  };

  const demo = {
    connection: (state: 'online' | 'connecting' | 'offline', waiting = 0) => {
      connection = { state, waiting, retryAt: 0 };
      tell({ kind: 'connection' });
    },
    typing: (index: number, on: boolean) => {
      const peer = people[index] as UserCard;
      typing.set(chatIdOf(peer), on ? [peer.id] : []);
      tell({ kind: 'typing', chatId: chatIdOf(peer) });
    },
    arrive: (index: number, text: string) => arrive(chatIdOf(people[index] as UserCard), text),
  };
  Object.assign(window, { demo });

  return {
    session: {
      restore: async () => session,
      async login(input) {
        await wait(400);
        if (input.password === 'wrong') {
          return {
            ok: false,
            error: { code: 'unauthenticated', status: 401, message: 'The username or the password is wrong.' },
          };
        }
        const user = { ...me, createdAt: ago(9999) };
        session = { state: 'signedIn', user };
        tell({ kind: 'session' });
        return ok(user);
      },
      register: async () => ({ ok: false, error: refused('username_taken', 'Taken.') }),
      async logout() {
        session = { state: 'signedOut', ended: 'logout' };
        tell({ kind: 'session' });
      },
    },
    state: {
      session: () => session,
      connection: () => connection,
      loaded: () => !has('loading'),
      me: () => (session.state === 'signedIn' ? session.user : undefined),
      chats: () => order,
      chat: (id) => (order.length > 0 ? chats.get(id) : undefined),
      timeline: (id) => timelines.get(id) ?? none,
      unsent: () =>
        [...timelines.values()].flatMap(({ items }) => items.filter(({ state }) => state !== 'sent')).length,
      contacts: () => contacts,
      requests: () => requests,
      user: (id) => users.get(id),
      presence: (id) => presences.get(id),
      images: () => undefined,
      deleted: () => false,
      typing: (id) => typing.get(id) ?? nobody,
    },
    actions,
    leads: () => true,
    subscribe(next) {
      listener = next;
      return () => {};
    },
    async [Symbol.asyncDispose]() {},
  };
}

const none: Timeline = { items: [], loaded: false, hasBefore: false, hasAfter: false };
const nobody: string[] = [];
