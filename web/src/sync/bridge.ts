import type { Change, Engine, EngineState } from '@messenger/sync';
import { batch, createSignal } from 'solid-js';

/** All that the screens know of the server: the engine, with getters that a computation follows. */
export type Sync = Pick<Engine, 'state' | 'session' | 'actions' | 'leads' | 'subscribe'>;

/**
 * Makes the engine's getters reactive. Each (kind, id) is a signal of its own, so a message in one chat wakes nothing
 * of another; the values are the engine's immutable ones, neither copied nor wrapped.
 */
export function createSync(engine: Engine): Sync {
  const signals = new Map<string, { follow: () => void; wake: () => void }>();

  const signalOf = (key: string) => {
    let signal = signals.get(key);
    if (!signal) {
      const [follow, wake] = createSignal(undefined, { equals: false });
      signal = { follow, wake: () => wake(undefined) };
      signals.set(key, signal);
    }
    return signal;
  };
  engine.subscribe((changes) =>
    batch(() => {
      for (const change of changes) signals.get(keyOf(change))?.wake();
    }),
  );

  const { state } = engine;
  const following = <T>(key: string, read: () => T): T => {
    signalOf(key).follow();
    return read();
  };
  const reactive: EngineState = {
    session: () => following('session', state.session),
    me: () => following('session', state.me),
    connection: () => following('connection', state.connection),
    loaded: () => following('loaded', state.loaded),
    chats: () => following('chats', state.chats),
    chat: (id) => following(`chat ${id}`, () => state.chat(id)),
    timeline: (id) => following(`timeline ${id}`, () => state.timeline(id)),
    images: (id) => following(`images ${id}`, () => state.images(id)),
    unsent: () => following('connection', state.unsent),
    deleted: (id) => following(`deleted ${id}`, () => state.deleted(id)),
    typing: (id) => following(`typing ${id}`, () => state.typing(id)),
    contacts: () => following('contacts', state.contacts),
    requests: () => following('requests', state.requests),
    user: (id) => following(`user ${id}`, () => state.user(id)),
    presence: (id) => following(`presence ${id}`, () => state.presence(id)),
  };
  return {
    state: reactive,
    session: engine.session,
    actions: engine.actions,
    leads: engine.leads,
    subscribe: engine.subscribe,
  };
}

function keyOf(change: Change): string {
  if ('chatId' in change) return `${change.kind} ${change.chatId}`;
  if ('messageId' in change) return `${change.kind} ${change.messageId}`;
  if ('userId' in change) return `${change.kind} ${change.userId}`;
  return change.kind;
}
