import type { PresencePreference, Sent, User, UserCard } from '@messenger/proto';
import { createActions } from './actions.ts';
import { createCommands } from './commands.ts';
import { createConnection } from './connection/connection.ts';
import { createAcquaintance } from './feed/acquaintance.ts';
import { createFeed, type Feed } from './feed/feed.ts';
import { createApi, type EventsPage } from './http/api.ts';
import { httpClient } from './http/http-client.ts';
import { memoryOutbox } from './outbox/memory-outbox.ts';
import { createOutbox } from './outbox/outbox.ts';
import { createReceipts } from './receipts.ts';
import { memoryTokens } from './session/memory-tokens.ts';
import { createSession } from './session/session.ts';
import { createTokens } from './session/tokens.ts';
import { createChanges } from './state/changes.ts';
import { engineState } from './state/engine-state.ts';
import { createStore } from './state/store.ts';
import type { Change, Engine, EngineOptions } from './types.ts';
import { onWake } from './wake.ts';

/**
 * The client: keeps this device in step with the server over one socket, sends what the user writes exactly once, and
 * holds what there is to see. The same in a browser and in Node; knows no framework.
 */
export function createEngine(options: EngineOptions): Engine {
  const { baseUrl, transport, device } = options;
  const ended = new AbortController();
  const changes = createChanges();
  const note = (change: Change) => {
    view.changed(change);
    changes.note(change);
  };
  const store = createStore({ note });

  const tokens = createTokens({
    refresh: (refreshToken) => api.refresh(refreshToken),
    store: transport === 'body' ? (options.tokens ?? memoryTokens()) : undefined,
    onRenewed: (token) => connection.tell('token', { token }),
    onEnded: () => void session.expired(),
  });
  const http = httpClient({
    baseUrl,
    fetch: options.fetch ?? fetch,
    token: tokens.access,
    cursor: () => feed?.cursor(),
    device,
  });
  const api = createApi(http, transport);

  let feed: Feed | undefined;
  let loaded = false;
  /** Whose marks these are. */
  let whose: string | undefined;
  let preference: PresencePreference | undefined;
  const setLoaded = (now: boolean) => {
    loaded = now;
    note({ kind: 'loaded' });
  };

  const connection = createConnection({
    url: new URL('/ws', baseUrl).href.replace(/^http/, 'ws'),
    Socket: options.WebSocket ?? WebSocket,
    token: tokens.access,
    device,
    cursor: () => feed?.cursor(),
    onWelcome: (welcome) => feed?.welcome(welcome.cursor),
    onPush(push) {
      feed?.push(push);
      if (push.type === 'user:updated') session.updated((push.data as { user: UserCard }).user);
    },
    onReady: (cursor, reset) => feed?.ready(cursor, reset),
    onLink(link) {
      note({ kind: 'connection' });
      if (link.phase !== 'live') return;
      if (preference) connection.tell('presence:set', { presence: preference });
      outbox.live();
      receipts.live();
    },
  });
  const command = createCommands({ connection, reached: http.reached });

  const receipts = createReceipts({
    isLive: () => connection.link().phase === 'live',
    tell: (kind, chatId, upTo) => command.once(`message:${kind}`, { chatId, upTo }),
    onUntold: (reads) => whose && options.readMarks?.save(whose, reads),
    onTold: (_, chatId, upTo) => store.chats.delivered(chatId, upTo),
  });

  const outbox = createOutbox({
    store: options.outbox ?? memoryOutbox(),
    isLive: () => connection.link().phase === 'live',
    versionOf: (chatId) => store.chats.get(chatId)?.version ?? 0,
    send({ chatId, messageId, text, replyTo }) {
      const reply = replyTo ? { replyTo: replyTo.messageId } : {};
      return command.once<Sent>('message:send', { chatId, messageId, text, ...reply });
    },
    onChange(chatId) {
      note({ kind: 'timeline', chatId });
      note({ kind: 'connection' });
    },
  });

  const session = createSession({
    api,
    tokens,
    stopped: ended.signal,
    onChange: () => note({ kind: 'session' }),
    async onSignedIn(user) {
      stop();
      store.clear();
      await outbox.open(user.id);
      store.people.learn(user);
      whose = user.id;
      for (const [chatId, upTo] of options.readMarks?.load(user.id) ?? []) receipts.mark('read', chatId, upTo);
      feed = feedOf(user);
      connection.start();
    },
    async onSignedOut(why) {
      stop();
      store.clear();
      http.forget();
      if (whose && why === 'logout') options.readMarks?.save(whose, new Map());
      whose = undefined;
      preference = undefined;
      await outbox.close(why === 'logout');
    },
  });

  const feedOf = (user: User): Feed => {
    const stopped = new AbortController();
    const people = createAcquaintance({ api, store, me: user.id, stopped: stopped.signal });
    const made = createFeed({
      api,
      store,
      me: user.id,
      stopped,
      events: (chatId, after) => command.once<EventsPage>('chat:events', { chatId, after }),
      onReset: people.reset,
      onLoaded() {
        people.renew();
        setLoaded(true);
      },
      onApplied(push, chat) {
        outbox.seen(chat.id, chat.version, push.type === 'message:new' ? push.id : undefined);
        if (push.type === 'message:new' && push.by !== user.id) receipts.mark('delivered', chat.id, chat.lastOrdinal);
        people.ofPush(push);
      },
      onChat(chat) {
        outbox.seen(chat.id, chat.version);
        people.ofChat(chat);
        const here = receipts.readUpTo(chat.id);
        if (here > chat.readUpTo) made.reading.to(chat.id, here);
        const theirs = chat.unread > 0 || chat.lastMessage?.senderId !== user.id;
        if (theirs && chat.lastOrdinal > chat.deliveredUpTo) receipts.mark('delivered', chat.id, chat.lastOrdinal);
      },
      onPage: people.ofMessages,
      onRemoved(chatId) {
        outbox.dropChat(chatId);
        receipts.forget(chatId);
      },
    });
    return made;
  };

  const stop = () => {
    connection.stop();
    receipts.stop();
    feed?.stop();
    feed = undefined;
    setLoaded(false);
  };

  const view = engineState({
    store,
    outbox: () => outbox,
    session: session.state,
    link: connection.link,
    loaded: () => loaded,
  });
  const prefer = (presence: PresencePreference) => {
    preference = presence;
    connection.tell('presence:set', { presence });
  };
  const actions = createActions({
    api,
    store,
    state: view.state,
    outbox,
    connection,
    command,
    receipts,
    updated: (user) => session.updated(user),
    feed: () => feed,
    prefer,
  });
  const unwake = onWake(connection.wake);

  return {
    session,
    state: view.state,
    actions,
    subscribe: changes.subscribe,
    async [Symbol.asyncDispose]() {
      ended.abort();
      unwake();
      tokens.stop();
      stop();
      store.typing.clear();
      await outbox.close(false);
    },
  };
}
