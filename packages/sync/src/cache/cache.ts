import type { Chat, User } from '@messenger/proto';
import { v7 } from 'uuid';
import type { Feed } from '../feed/feed.ts';
import type { Store } from '../state/store.ts';
import { inTime } from '../storage/in-time.ts';
import type { Cached, CachedChat, CachedPeople, CacheStore, Change } from '../types.ts';

type Options = {
  cache: CacheStore | undefined;
  store: Store;
  feed: () => Feed | undefined;
  user: () => User | undefined;
  /** Of several tabs one saves. */
  leads: () => boolean;
  onSaved: (chats: readonly Chat[]) => void;
};

export type Cache = ReturnType<typeof createCache>;

/** Changes are gathered for so long. */
const everyMs = 1_000;
/** The newest of a chat's messages, and the chats with the newest activity whose messages are kept. */
const maxMessages = 50;
const maxWindows = 100;

/**
 * Keeps the state on the device, a while after it changed. What is saved is always a state of which nothing is missing
 * up to its cursor; while something is being fetched, it waits. What cannot be saved is tried again with the next change.
 */
export function createCache({ cache, store, feed, user, leads, onSaved }: Options) {
  const writer = v7();
  let active = false;
  /** Nothing is known to be saved yet by this tab: the next time, all is. */
  let whole = true;
  let dirty = { chats: new Set<string>(), user: false };
  let savedPeople: CachedPeople | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> = Promise.resolve();
  let underWay = false;

  /** Read once at the start, to see whose it is and then to show it; undefined: it could not be read. */
  let loaded: Promise<{ kept: Cached | undefined } | undefined> | undefined;
  const load = () => inTime(cache?.load().then((kept) => ({ kept })));

  const schedule = () => {
    if (active) timer ??= setTimeout(run, everyMs);
  };
  const run = () => {
    timer = undefined;
    const settled = feed();
    const me = user();
    if (!active || !me || !leads()) return;
    // What the next one has to bring depends on what became of the one before.
    if (underWay || !settled?.settled()) return schedule();
    underWay = true;
    saving = save(settled, me).finally(() => {
      underWay = false;
    });
  };

  const save = async (from: Feed, me: User): Promise<void> => {
    const cursor = from.cursor();
    if (!cache || cursor === undefined) return;
    const taken = dirty;
    const all = whole;
    dirty = { chats: new Set(), user: false };
    whole = false;
    const people = store.people.kept();
    const isOther = people !== savedPeople;
    savedPeople = people;
    const ids = all ? store.chats.all().map(({ id }) => id) : [...taken.chats];
    const recent = new Set(store.chats.all().slice(0, maxWindows));
    const change = {
      writer,
      whole: all,
      cursor,
      ...(all || taken.user ? { user: me } : {}),
      ...(all || isOther ? { people } : {}),
      chats: ids.flatMap((id) => cachedChat(store, id, recent)),
      removed: ids.filter((id) => !store.chats.get(id)),
    };
    const saved = await inTime(cache.save(change));
    if (saved) return onSaved(change.chats.map(({ chat }) => chat));
    // Not saved, or another tab has saved since: then nothing is known of what is there.
    whole = true;
    if (saved === false && !all) schedule();
  };

  return {
    /** Whose state is kept here. */
    async owner(): Promise<User | undefined> {
      loaded = load();
      return (await loaded)?.kept?.user;
    },
    /** A session begins. Of one that is to end with the browser nothing is kept. */
    async begin(me: User, remember: boolean): Promise<void> {
      loaded = undefined;
      await inTime(remember ? cache?.begin(me) : cache?.clear());
    },
    /**
     * What is kept of this user; from here on, what changes is kept too, if anything of the user is. `remember`: begins to
     * keep it where nothing is, because the browser cleared it, or it could not be written when the session began.
     */
    async open(me: User, remember: boolean): Promise<Cached['state']> {
      const read = await (loaded ?? load());
      const kept = read?.kept;
      loaded = undefined;
      active = kept?.user.id === me.id;
      // What could not be read is not overwritten: the next start may read it.
      if (read && !active && remember) active = (await inTime(cache?.begin(me).then(() => true))) ?? false;
      else if (kept && !active) await inTime(cache?.clear(kept.user.id));
      whole = true;
      dirty = { chats: new Set(), user: false };
      return kept?.user.id === me.id ? kept.state : undefined;
    },
    /** Whether what changes here is kept by this tab. */
    keeps: (): boolean => active && leads(),
    changed(change: Change): void {
      if (change.kind === 'chat' || change.kind === 'timeline') dirty.chats.add(change.chatId);
      else if (change.kind === 'session') dirty.user = true;
      else if (!['contacts', 'requests', 'user', 'loaded'].includes(change.kind)) return;
      schedule();
    },
    /** This tab leads now: what another has saved last is not known. */
    takeOver(): void {
      whole = true;
      schedule();
    },
    /** `forget`: the user of whom nothing is to be left on the device; another may have signed in there since. */
    async stop(forget?: string): Promise<void> {
      active = false;
      clearTimeout(timer);
      timer = undefined;
      await saving;
      if (forget !== undefined) await inTime(cache?.clear(forget));
    },
  };
}

/** The messages only where they reach the live end and none is missing. */
function cachedChat(store: Store, chatId: string, recent: ReadonlySet<unknown>): CachedChat[] {
  const chat = store.chats.get(chatId);
  if (!chat) return [];
  const window = store.chats.window(chatId);
  if (!window || window.hasAfter || window.stale || !recent.has(chat)) return [{ chat }];
  const messages = window.messages.slice(-maxMessages);
  return [{ chat, messages, hasBefore: window.hasBefore || messages.length < window.messages.length }];
}
