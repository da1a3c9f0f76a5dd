import type { Chat, Message, Push } from '@messenger/proto';
import { backoffMs, pause } from '../backoff.ts';
import type { Anchor, MessagesPage } from '../http/api.ts';
import { failed, ok } from '../result.ts';
import type { Chats } from '../state/chats.ts';
import type { Store } from '../state/store.ts';
import { caughtUp, connects, withPage } from '../state/window.ts';
import type { Result } from '../types.ts';

type Options = {
  ask: (chatId: string, anchor: Anchor) => Promise<Result<MessagesPage>>;
  /** Where what is loaded is kept. */
  windows: Pick<Chats, 'window' | 'setWindow'>;
  store: Pick<Store, 'chats'>;
  me: string;
  onPage: (messages: readonly Message[]) => void;
  stopped: AbortSignal;
};

export type Pages = ReturnType<typeof createPages>;

/** How often a page that is older than what is known of the chat is asked for again. */
const maxRepeats = 6;

/**
 * Loads pages of history beside the pushes that go on meanwhile: a page shows a chat at a version, what was applied
 * since then is applied to it again. One that is not brought up to the chat as it is known by then is asked for anew:
 * some was pushed before it was asked for, or the chat was taken as it was found meanwhile, without its events.
 */
export function createPages({ ask, windows, store, me, onPage, stopped }: Options) {
  /** What is applied while pages of a chat are being loaded. */
  const recordings = new Map<string, Set<Push[]>>();
  const loading = new Map<string, Promise<Result<void>>>();

  const fetchPage = async (chat: Chat, anchor: Anchor, recording: Push[]): Promise<Result<MessagesPage>> => {
    const comesUpToDate = ({ version: shown }: MessagesPage) => {
      const { version: known } = store.chats.get(chat.id) ?? chat;
      return recording.filter(({ version = 0 }) => version > shown).length >= known - shown;
    };
    for (let attempt = 0; ; attempt++) {
      const page = await ask(chat.id, anchor);
      if (!page.ok || comesUpToDate(page.value)) return page;
      if (attempt === maxRepeats || !(await pause(backoffMs(attempt, Math.random(), { minMs: 100 }), stopped))) {
        return failed({ code: 'unavailable', status: 503, message: 'The history is not up to date yet. Try again.' });
      }
    }
  };

  const load = async (chat: Chat, anchor: Anchor, isWanted = () => true): Promise<Result<void>> => {
    const recording: Push[] = [];
    const all = recordings.get(chat.id) ?? new Set();
    recordings.set(chat.id, all.add(recording));
    try {
      const page = await fetchPage(chat, anchor, recording);
      if (!page.ok) return page;
      if (!isWanted()) return ok(undefined);
      const window = windows.window(chat.id);
      const extends_ = 'before' in anchor || 'after' in anchor;
      // Its end is elsewhere meanwhile: this page does not connect to it.
      if (extends_ && (!window || !connects(window, anchor))) return ok(undefined);
      const current = store.chats.get(chat.id);
      if (!current) return ok(undefined);
      const seen = { me, chat: current, receipts: store.chats.receipts(chat.id) };
      const now = caughtUp(page.value, recording, anchor, seen);
      windows.setWindow(chat.id, withPage(window, now, anchor));
      onPage(now.messages);
      return ok(undefined);
    } finally {
      all.delete(recording);
      if (all.size === 0) recordings.delete(chat.id);
    }
  };

  return {
    /** Loads a page; the same one asked for twice at once is loaded once. */
    load(chat: Chat, anchor: Anchor): Promise<Result<void>> {
      const key = `${chat.id} ${JSON.stringify(anchor)}`;
      const running = loading.get(key) ?? load(chat, anchor).finally(() => loading.delete(key));
      loading.set(key, running);
      return running;
    },
    /** Loads the newest page in place of what is stale: not of a page that was loaded meanwhile, which somebody asked for. */
    renew: (chat: Chat): Promise<Result<void>> => load(chat, {}, () => windows.window(chat.id)?.stale ?? false),
    applied(push: Push): void {
      for (const recording of recordings.get(push.chatId ?? '') ?? []) recording.push(push);
    },
  };
}
