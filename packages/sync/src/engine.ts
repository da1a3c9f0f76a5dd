import type { Chat, PresencePreference, Sent, User } from '@messenger/proto';
import { createActions } from './actions.ts';
import { createConnection } from './connection/connection.ts';
import { createFeed, type Feed } from './feed/feed.ts';
import { atMost } from './feed/try-until.ts';
import { createApi, type EventsPage } from './http/api.ts';
import { httpClient } from './http/http-client.ts';
import { memoryOutbox } from './outbox/memory-outbox.ts';
import { createOutbox } from './outbox/outbox.ts';
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
  const few = atMost(4);

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
    onPush: (push) => feed?.push(push),
    onReady: (cursor, reset) => feed?.ready(cursor, reset),
    onLink(link) {
      note({ kind: 'connection' });
      if (link.phase !== 'live') return;
      if (preference) connection.tell('presence:set', { presence: preference });
      outbox.live();
    },
  });

  const outbox = createOutbox({
    store: options.outbox ?? memoryOutbox(),
    isLive: () => connection.link().phase === 'live',
    versionOf: (chatId) => store.chats.get(chatId)?.version ?? 0,
    async send({ chatId, messageId, text }) {
      const answer = await connection.request<Sent>('message:send', { chatId, messageId, text });
      if (!answer.ok) return answer;
      http.reached(answer.value.position);
      return { ok: true, value: answer.value.data };
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
      feed = feedOf(user);
      connection.start();
    },
    async onSignedOut(why) {
      stop();
      store.clear();
      http.forget();
      preference = undefined;
      await outbox.close(why === 'logout');
    },
  });

  const feedOf = (user: User): Feed =>
    createFeed({
      api,
      store,
      me: user.id,
      async events(chatId, after) {
        const answer = await connection.request<EventsPage>('chat:events', { chatId, after });
        return answer.ok ? { ok: true, value: answer.value.data } : answer;
      },
      onLoaded: () => setLoaded(true),
      onApplied: (push, chat) => outbox.seen(chat.id, chat.version, push.type === 'message:new' ? push.id : undefined),
      onChat(chat) {
        outbox.seen(chat.id, chat.version);
        learnPeer(chat, user.id);
      },
      onRemoved: outbox.dropChat,
    });

  /** The other one of a direct chat may be no contact any more: then nothing else tells the name. */
  const learnPeer = (chat: Chat, me: string) => {
    const peer = chat.kind === 'direct' ? chat.members?.find((member) => member.userId !== me)?.userId : undefined;
    if (peer === undefined || store.people.user(peer)) return;
    void few(async () => store.people.user(peer) ?? (await actions.loadUser(peer)));
  };

  const stop = () => {
    connection.stop();
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
