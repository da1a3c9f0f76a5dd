import type { PresencePreference, Sent, UpdatedUser, User } from '@messenger/proto';
import { createActions } from './actions.ts';
import { type Cache, createCache } from './cache/cache.ts';
import { createCommands } from './commands.ts';
import { createConnection } from './connection/connection.ts';
import { wires } from './connection/wires.ts';
import { type FollowedLog, followLog } from './feed/follow-log.ts';
import { createApi } from './http/api.ts';
import { httpClient } from './http/http-client.ts';
import { memoryOutbox } from './outbox/memory-outbox.ts';
import { createOutbox } from './outbox/outbox.ts';
import { createPace, ofFrames } from './outbox/pace.ts';
import { createReceipts } from './receipts.ts';
import { isPassing, mapped } from './result.ts';
import { memoryTokens } from './session/memory-tokens.ts';
import { createOwnProfile } from './session/own-profile.ts';
import { createSession } from './session/session.ts';
import { createTokenShare } from './session/token-share.ts';
import { createTokens } from './session/tokens.ts';
import { createChanges } from './state/changes.ts';
import { engineState } from './state/engine-state.ts';
import { createStore } from './state/store.ts';
import { createTeam } from './tabs/team.ts';
import type { Change, Engine, EngineOptions } from './types.ts';
import { onWake } from './wake.ts';

/**
 * The client: keeps this device in step with the server over one connection, sends what the user writes exactly once,
 * and holds what there is to see. The same in a browser and in Node; knows no framework.
 */
export function createEngine(options: EngineOptions): Engine {
  const { baseUrl, transport, device, tabs } = options;
  const ended = new AbortController();
  const changes = createChanges();
  const note = (change: Change) => {
    view.changed(change);
    changes.note(change);
    cache.changed(change);
  };
  const store = createStore({ note });

  let feed: FollowedLog | undefined;
  let loaded = false;
  /** What the server has not been told. */
  let preference: PresencePreference | undefined;
  const cursor = () => feed?.cursor();
  const setLoaded = (now: boolean) => {
    loaded = now;
    note({ kind: 'loaded' });
  };

  const tokens = createTokens({
    refresh: (refreshToken) => api.refresh(refreshToken),
    store: transport === 'body' ? (options.tokens ?? memoryTokens()) : undefined,
    share: () => share,
    onRenewed: (token) => connection.tell('token', { token }),
    onEnded: () => void session.expired(),
    onUser(user) {
      const other = session.userId() !== user.id && tokens.shared();
      if (other) void session.begunElsewhere(other);
    },
  });
  const share =
    tabs &&
    createTokenShare({
      host: tabs,
      current: tokens.shared,
      onToken: (token) => void session.begunElsewhere(token),
      onEnded: (userId, why) => void session.endedElsewhere(userId, why),
    });
  const http = httpClient({ baseUrl, fetch: options.fetch ?? fetch, token: tokens.access, cursor, device });
  const api = createApi(http, transport, options.fetch ?? fetch);
  const pace = createPace(ofFrames);

  const team = createTeam({
    host: tabs,
    connection: () => connection,
    cursor,
    pace,
    http,
    api,
    onRole(role) {
      connection.stop();
      connection.start(role === 'leader' ? 'socket' : 'tab');
      if (role !== 'leader') return;
      void outbox.takeOver();
      cache.takeOver();
    },
    onOutbox: (change) => outbox.told(change),
    onDelivered: store.chats.delivered,
  });

  const connection = createConnection({
    openWire: wires({
      url: new URL('/ws', baseUrl).href.replace(/^http/, 'ws'),
      Socket: options.WebSocket ?? WebSocket,
      http,
      api,
      tab: team.openWire,
    }),
    token: tokens.access,
    device,
    cursor,
    onWelcome: (welcome) => feed?.welcome(welcome.cursor),
    onPush(push) {
      feed?.push(push);
      if (push.type === 'user:updated') {
        const { user } = push.data as { user: UpdatedUser };
        if (user.id === session.userId()) profile.told(user);
        session.updated(user);
      }
      team.passOn(push);
    },
    onReady(at, reset) {
      feed?.ready(at, reset);
      team.passOn({ type: 'ready', cursor: at, data: { reset } });
    },
    onLink({ phase }) {
      note({ kind: 'connection' });
      team.link(phase === 'live');
      if (phase !== 'live') return;
      void tellPreference();
      outbox.live();
      receipts.live();
    },
  });
  const command = createCommands({ connection, reached: http.reached });

  /** Once: told again later it would undo what was set on another device since. */
  const tellPreference = async () => {
    const presence = preference;
    if (presence === undefined || !connection.isLive()) return;
    const answer = await command.once('presence:set', { presence });
    if (preference === presence && (answer.ok || !isPassing(answer.error))) preference = undefined;
  };

  const receipts = createReceipts({
    isLive: connection.isLive,
    leads: team.leads,
    pace,
    tell: (kind, chatId, upTo) => command.once(`message:${kind}`, { chatId, upTo }),
    keeps: () => cache.keeps(),
    onUnsaved(reads) {
      const me = session.userId();
      if (me) options.readMarks?.save(me, reads);
    },
    onTold(kind, chatId, upTo) {
      if (kind === 'read') feed?.reading.told(chatId);
      store.chats.delivered(chatId, upTo);
      team.tellDelivered(chatId, upTo);
    },
  });

  const outbox = createOutbox({
    now: options.now ?? Date.now,
    store: options.outbox ?? memoryOutbox(),
    leads: team.leads,
    maySend: () => connection.isLive() && team.leads(),
    pace,
    tell: team.tellOutbox,
    versionOf: (chatId) => store.chats.get(chatId)?.version ?? 0,
    async send({ chatId, messageId, text, replyTo, attachments }) {
      const images = attachments ? { attachmentIds: attachments.map(({ id }) => id) } : {};
      const say = (reply: { replyTo?: string }) =>
        command.once<Sent>('message:send', { chatId, messageId, text, ...reply, ...images });
      // What it answers may have been deleted since it was written: what was said is said all the same.
      if (!replyTo || store.chats.isGone(chatId, replyTo.messageId)) return say({});
      const answer = await say({ replyTo: replyTo.messageId });
      // And without a word to this device. If it is the chat that is gone, the answer stays the same.
      return !answer.ok && answer.error.code === 'not_found' ? say({}) : answer;
    },
    upload: async ({ file }) => mapped(await api.upload(file, {}), ({ attachment }) => attachment),
    onChange(chatId) {
      note({ kind: 'timeline', chatId });
      note({ kind: 'chats' });
      note({ kind: 'connection' });
    },
    onKept: () => note({ kind: 'connection' }),
  });

  const profile = createOwnProfile({
    api,
    onProfile(user) {
      session.updated(user);
      store.people.learn(user);
    },
  });
  const stop = () => {
    team.stop();
    connection.stop();
    receipts.stop();
    feed?.stop();
    profile.stop();
    feed = undefined;
    setLoaded(false);
  };
  const begin = async (user: User) => {
    stop();
    store.clear();
    await outbox.open(user.id);
    store.people.learn(user);
    const readHere = [...(options.readMarks?.load(user.id) ?? [])];
    for (const [chatId, upTo] of readHere) receipts.mark('read', chatId, upTo);
    const kept = await cache.open(user, tokens.shared()?.remember ?? false);
    if (kept) {
      store.people.restore(kept.people);
      store.chats.restore(kept.chats);
    }
    feed = followLog({
      api,
      store,
      command,
      outbox,
      receipts,
      me: user.id,
      onReset: () => void profile.load(),
      onLoaded: () => setLoaded(true),
    });
    if (kept) {
      for (const [chatId, upTo] of readHere) feed.reading.to(chatId, upTo);
      feed.resume(kept.cursor);
      setLoaded(true);
    }
    team.start(user.id);
    // What is kept includes it, and what changed since is told.
    if (!kept) void profile.load();
  };

  const cache: Cache = createCache({
    cache: options.cache,
    store,
    feed: () => feed,
    user: () => view.state.me(),
    leads: team.leads,
    onSaved: receipts.kept,
  });
  const session = createSession({
    api,
    tokens,
    logoutMark: options.logoutMark,
    stopped: ended.signal,
    onChange() {
      note({ kind: 'session' });
      note({ kind: 'connection' });
    },
    onEnded: (userId, why) => share?.ended(userId, why),
    onLogout: outbox.forget,
    onBegun: cache.begin,
    known: cache.owner,
    onSignedIn: begin,
    async onSignedOut(why, userId) {
      stop();
      store.clear();
      http.forget();
      if (why === 'logout') options.readMarks?.save(userId, new Map());
      preference = undefined;
      await Promise.all([outbox.close(why === 'logout'), cache.stop(userId)]);
    },
  });

  const view = engineState({ store, outbox: () => outbox, session: session.state, connection, loaded: () => loaded });
  const actions = createActions({
    api,
    store,
    state: view.state,
    outbox,
    connection,
    command,
    receipts,
    updated(user) {
      profile.told(user);
      session.updated(user);
    },
    feed: () => feed,
    prefer(presence) {
      preference = presence;
      void tellPreference();
    },
    now: options.now,
  });
  const unwake = onWake(connection.wake);

  return {
    session,
    state: view.state,
    actions,
    leads: team.leads,
    subscribe: changes.subscribe,
    async [Symbol.asyncDispose]() {
      ended.abort();
      unwake();
      tokens.stop();
      share?.stop();
      stop();
      store.typing.clear();
      await Promise.all([outbox.close(false), cache.stop()]);
    },
  };
}
