import type { Chat, http, Message, Push } from '@messenger/proto';
import type { Api, EventsPage, Requests } from '../http/api.ts';
import { ok } from '../result.ts';
import type { Store } from '../state/store.ts';
import type { Result } from '../types.ts';
import { applyState } from './apply.ts';
import { createNumbered } from './numbered.ts';
import { createPages, type Pages } from './pages.ts';
import { createReading, type Reading } from './reading.ts';
import { tryUntil } from './try-until.ts';

type Options = {
  api: Api;
  store: Store;
  me: string;
  /** Ends everything under way here. */
  stopped: AbortController;
  events: (chatId: string, after: number) => Promise<Result<EventsPage>>;
  /** Everything was loaded for the first time, or afresh. */
  onLoaded: () => void;
  /** Everything is about to be loaded afresh. */
  onReset: () => void;
  onApplied: (push: Push, chat: Chat) => void;
  /** A push that is not numbered in a chat was taken. */
  onState: (push: Push) => void;
  /** `anew`: nobody told how its members came to be in it. */
  onChat: (chat: Chat, anew: boolean) => void;
  onPage: (messages: readonly Message[]) => void;
  onRemoved: (chatId: string) => void;
};

/** Pushes that wait while everything is loaded; beyond, it is loaded anew, which covers them. */
const maxHeld = 10_000;

/**
 * What the server tells a user's device, taken in order: from the first load to every push. A snapshot that is loaded
 * beside the pushes may be ahead of some of them: those of chats are dropped by their versions, and of state the latest
 * wins, so that applying again what the snapshot shows already ends where it should.
 */
export type Feed = {
  /** Up to where everything was taken. */
  cursor(): string | undefined;
  /** Goes on from a state that was kept. */
  resume(cursor: string): void;
  /** What is shown is the state as of the cursor, or later: nothing is missing, and nothing is being loaded. */
  settled(): boolean;
  welcome(cursor: string): void;
  push(push: Push): void;
  ready(cursor: string, reset: boolean): void;
  /** A chat that an answer brought. */
  learn(chat: Chat): void;
  readonly pages: Pages;
  /** Of the messages that have images. */
  readonly images: Pages;
  readonly reading: Reading;
  stop(): void;
};

/** A feed into the store. What pushes leave out it asks for over `api`, again until it has it or is stopped. */
export function createFeed(options: Options): Feed {
  const { api, store, me, stopped, events, onLoaded, onReset, onApplied, onState, onChat, onPage, onRemoved } = options;
  const loads = { store, me, onPage, stopped: stopped.signal };
  const pages = createPages({ ...loads, ask: api.messages, windows: store.chats });
  const images = createPages({ ...loads, ask: api.images, windows: store.images });
  const reading = createReading({
    api,
    store,
    me,
    onVersion: (chatId, version) => numbered.reaches(chatId, version),
    stopped: stopped.signal,
  });
  const numbered = createNumbered({
    api,
    store,
    me,
    events,
    stopped: stopped.signal,
    onApplied(push, chat) {
      pages.applied(push);
      images.applied(push);
      onApplied(push, chat);
    },
    onRefetched(chat, exact) {
      if (!exact) reading.recount(chat.id);
      if (store.chats.markStale(chat.id)) void renew(pages, chat.id);
      if (store.images.markStale(chat.id)) void renew(images, chat.id);
      onChat(chat, true);
    },
    onRemoved,
  });

  let cursor: string | undefined;
  /** Pushes that came while everything is being loaded; undefined when nothing is. */
  let held: Push[] | undefined;
  let loading = new AbortController();

  const apply = (push: Push) => {
    switch (push.type) {
      case 'chat:added': {
        const { chat } = push.data as { chat: Chat };
        numbered.added(chat);
        return onChat(chat, true);
      }
      case 'chat:removed':
        return numbered.removed(push.chatId ?? '');
      case 'chat:reset':
        return numbered.reset(push.chatId ?? '', push.version ?? (push.data as { version: number }).version);
      case 'chat:read':
        return reading.to(push.chatId ?? '', (push.data as { upTo: number }).upTo);
    }
    if (push.version !== undefined) numbered.take(push);
    else {
      applyState(store, push, me);
      onState(push);
    }
  };

  const renew = (of: Pages, chatId: string) =>
    tryUntil(stopped.signal, async () => {
      const chat = store.chats.get(chatId);
      return chat ? of.renew(chat) : ok(undefined);
    });

  const load = async () => {
    loading.abort();
    loading = new AbortController();
    const { signal } = loading;
    held = [];
    const all = await tryUntil(AbortSignal.any([signal, stopped.signal]), () => loadAll(api));
    if (!all?.ok || signal.aborted || stopped.signal.aborted) return;
    numbered.clear();
    const stale = store.chats.replaceAll(all.value.chats);
    store.people.replaceAll(all.value.contacts, all.value.requests);
    const waiting: Push[] = held;
    held = undefined;
    for (const push of waiting) apply(push);
    for (const chatId of stale) void renew(pages, chatId);
    for (const chatId of store.images.opened()) if (store.images.markStale(chatId)) void renew(images, chatId);
    for (const chat of store.chats.all()) onChat(chat, false);
    onLoaded();
  };

  return {
    cursor: () => cursor,
    pages,
    images,
    reading,
    resume(at) {
      cursor = at;
      for (const chat of store.chats.all()) {
        onChat(chat, false);
        onPage(store.chats.window(chat.id)?.messages ?? []);
      }
    },
    settled: () => cursor !== undefined && !held && numbered.inStep() && reading.settled(),
    welcome(at) {
      if (cursor !== undefined) return;
      cursor = at;
      // What was learned before this began may have changed since, and is not told of.
      onReset();
      void load();
    },
    push(push) {
      if (push.cursor) cursor = push.cursor;
      if (!held) apply(push);
      else if (held.length < maxHeld) held.push(push);
      else void load();
    },
    ready(at, reset) {
      cursor = at;
      if (!reset) return;
      onReset();
      void load();
    },
    learn: (chat) => {
      if (!store.chats.get(chat.id)) numbered.added(chat);
    },
    stop: () => stopped.abort(),
  };
}

type All = { chats: Chat[]; contacts: http.Contact[]; requests: Requests };

async function loadAll(api: Api): Promise<Result<All>> {
  const [chats, contacts, requests] = await Promise.all([loadChats(api), api.contacts(), api.requests()]);
  if (!chats.ok) return chats;
  if (!contacts.ok) return contacts;
  if (!requests.ok) return requests;
  return ok({ chats: chats.value, contacts: contacts.value.contacts, requests: requests.value });
}

async function loadChats(api: Api): Promise<Result<Chat[]>> {
  const all: Chat[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await api.chats(cursor);
    if (!page.ok) return page;
    all.push(...page.value.chats);
    if (page.value.nextCursor === null) return ok(all);
    cursor = page.value.nextCursor;
  }
}
