import type { Commands } from '../commands.ts';
import type { Api, EventsPage } from '../http/api.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Receipts } from '../receipts.ts';
import type { Store } from '../state/store.ts';
import { type Acquaintance, createAcquaintance } from './acquaintance.ts';
import { createFeed, type Feed } from './feed.ts';

type Options = {
  api: Api;
  store: Store;
  command: Commands;
  outbox: Outbox;
  receipts: Receipts;
  me: string;
  /** Everything is about to be loaded afresh. */
  onReset: () => void;
  onLoaded: () => void;
};

/** `meet`: learns the names of people who came up elsewhere. */
export type FollowedLog = Feed & Pick<Acquaintance, 'meet'>;

/** The feed of a user, and what follows from what it brings: names to learn, receipts to tell, messages that are out. */
export function followLog({ api, store, command, outbox, receipts, me, onReset, onLoaded }: Options): FollowedLog {
  const stopped = new AbortController();
  const people = createAcquaintance({ api, store, me, stopped: stopped.signal });
  const feed = createFeed({
    api,
    store,
    me,
    stopped,
    events: (chatId, after) => command.once<EventsPage>('chat:events', { chatId, after }),
    onReset() {
      people.reset();
      onReset();
    },
    onLoaded() {
      people.renew();
      onLoaded();
    },
    onApplied(push, chat) {
      outbox.seen(chat.id, chat.version, push.type === 'message:new' ? push.id : undefined);
      if (push.type === 'message:new' && push.by !== me) receipts.mark('delivered', chat.id, chat.lastOrdinal);
      people.ofPush(push);
    },
    onState: people.ofContact,
    onChat(chat, anew) {
      outbox.seen(chat.id, chat.version);
      if (anew) people.came(chat.members ?? []);
      people.ofChat(chat);
      const here = receipts.readUpTo(chat.id);
      if (here > chat.readUpTo) feed.reading.to(chat.id, here);
      const theirs = chat.unread > 0 || chat.lastMessage?.senderId !== me;
      if (theirs && chat.lastOrdinal > chat.deliveredUpTo) receipts.mark('delivered', chat.id, chat.lastOrdinal);
    },
    onPage: people.ofMessages,
    onRemoved(chatId) {
      outbox.leave(chatId);
      receipts.forget(chatId);
    },
  });
  return {
    ...feed,
    ready(at, reset) {
      // The log is shorter than it was here, or another: what was read of that may not be there, and what is to come would
      // be taken for read.
      if (reset) receipts.reset();
      feed.ready(at, reset);
    },
    meet: people.meet,
  };
}
