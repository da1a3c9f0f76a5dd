import type { Connection } from '../connection/connection.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Change, ConnectionState, EngineState, SessionState, Timeline } from '../types.ts';
import { withUnsent } from './chat-list.ts';
import { connectionState } from './connection-state.ts';
import type { Store } from './store.ts';
import { timelineOf } from './timeline.ts';

type Parts = {
  store: Store;
  outbox: () => Outbox;
  session: () => SessionState;
  connection: Pick<Connection, 'link' | 'via'>;
  loaded: () => boolean;
};

/** The public view of what is held here. Lists are made when they are asked for, and kept until `changed`. */
export function engineState({ store, outbox, session, connection, loaded }: Parts) {
  const timelines = new Map<string, Timeline>();
  let shown: ConnectionState | undefined;
  const seen = () => {
    const via = connection.via();
    const kept = outbox().keepsAll();
    return { waiting: outbox().waiting(), ...(kept ? {} : { notKept: true as const }), ...(via ? { via } : {}) };
  };
  const state: EngineState = {
    session,
    loaded,
    connection() {
      const now = session();
      const retryAt = now.state === 'restoring' ? now.retryAt : undefined;
      shown ??=
        retryAt === undefined
          ? connectionState(connection.link(), seen(), Date.now())
          : { state: 'offline', ...seen(), retryAt };
      return shown;
    },
    me() {
      const current = session();
      return current.state === 'signedIn' ? current.user : undefined;
    },
    chats: () => withUnsent(store.chats.all(), outbox().unsentAt()),
    chat: store.chats.get,
    timeline(chatId) {
      const timeline = timelines.get(chatId) ?? timelineOf(store.chats.window(chatId), outbox().items(chatId));
      timelines.set(chatId, timeline);
      return timeline;
    },
    images: store.images.of,
    unsent: () => outbox().unsent(),
    contacts: store.people.contacts,
    requests: store.people.requests,
    user: store.people.user,
    presence: store.people.presence,
    deleted: store.chats.isDeleted,
    typing: store.typing.in,
  };
  return {
    state,
    changed(change: Change): void {
      if (change.kind === 'timeline') timelines.delete(change.chatId);
      if (change.kind === 'connection') shown = undefined;
    },
  };
}
