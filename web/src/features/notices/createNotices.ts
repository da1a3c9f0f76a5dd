import type { Chat } from '@messenger/proto';
import { createEffect, onCleanup, untrack } from 'solid-js';
import { noticesOn } from '../../lib/permission.ts';
import { tellWorker } from '../../lib/worker.ts';
import type { Sync } from '../../sync/bridge.ts';
import { dueOf, isDue } from './due.ts';
import { createSeen, isToldOf, withFound } from './news.ts';
import { noticesFor } from './text.ts';

/** A burst is one notification: what comes within this time is told together. */
const gatherMs = 400;

/**
 * Tells the system of new messages (R38), through the service worker, which knows whether somebody is looking. One tab
 * does it for all; each watches, so that another can go on.
 */
export function createNotices(sync: Sync): void {
  let look: ReturnType<typeof createSeen> | undefined;
  /** As they were when there was something to tell: what comes right after may be nothing of the kind. */
  const due = new Map<string, Chat>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = () => {
    timer = undefined;
    untrack(() => {
      const me = sync.state.me();
      const now = new Date();
      const found = [...due.values()].flatMap((chat) => {
        const current = sync.state.chat(chat.id);
        return current && !sync.state.deleted(chat.lastMessage?.id ?? '') ? [withFound(current, chat)] : [];
      });
      due.clear();
      if (!me || !noticesOn() || !sync.leads()) return;
      const news = found.filter((chat) => isDue({ chat, me, now }));
      for (const notice of noticesFor(news, { me: me.id, userOf: sync.state.user })) {
        tellWorker({ kind: 'notify', notice });
      }
    });
  };
  const keepUnread = () => {
    const tags = sync.state
      .chats()
      .filter(isToldOf)
      .map(({ id }) => id);
    if (sync.leads()) tellWorker({ kind: 'keep', tags: tags.length > 0 ? [...tags, 'many'] : [] });
  };

  createEffect(() => {
    if (!sync.state.loaded()) {
      look = undefined;
      return;
    }
    const chats = sync.state.chats();
    untrack(() => {
      const begins = look === undefined;
      look ??= createSeen();
      const { written, over } = look(chats);
      if (begins || over) keepUnread();
      const me = sync.state.me();
      const now = new Date();
      for (const chat of begins ? [] : written) {
        if (me && isDue({ chat, me, now })) due.set(chat.id, chat);
      }
      if (due.size > 0) timer ??= setTimeout(tell, gatherMs);
    });
  });
  // Of what comes at once each by itself: the newest, which is all that a chat shows, may be nothing of the kind.
  const stop = sync.subscribe((changes) => {
    const me = sync.state.me();
    if (!look || !me || changes.some(({ kind }) => kind === 'loaded')) return;
    const came = changes.flatMap((change) => (change.kind === 'message' ? [change.message] : []));
    for (const chat of dueOf(came, sync.state.chat, me, new Date())) due.set(chat.id, chat);
    if (due.size > 0) timer ??= setTimeout(tell, gatherMs);
  });
  onCleanup(() => {
    stop();
    clearTimeout(timer);
  });
}
