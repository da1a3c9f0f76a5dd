import type { Chat, Push } from '@messenger/proto';
import type { Api, EventsPage } from '../http/api.ts';
import { failed, ok } from '../result.ts';
import { noOlder } from '../state/reading.ts';
import type { Store } from '../state/store.ts';
import type { Result } from '../types.ts';
import { applyNumbered } from './apply.ts';
import { atMost, tryUntil } from './try-until.ts';

type Options = {
  api: Pick<Api, 'chat'>;
  /** A chat's events after a version, in order (`chat:events`). */
  events: (chatId: string, after: number) => Promise<Result<EventsPage>>;
  store: Store;
  me: string;
  /** Called after each event that was applied, in order. */
  onApplied: (push: Push, chat: Chat) => void;
  /** The chat was fetched anew: what is loaded of its history may lack events. `exact`: it is known what is unread. */
  onRefetched: (chat: Chat, exact: boolean) => void;
  onRemoved: (chatId: string) => void;
  stopped: AbortSignal;
};

/** Pushes that are held because one before them is missing; beyond, the gap is asked for in whole. */
const maxHeld = 500;

/**
 * A chat that is not in step: pushes that came early, the highest version known to exist, and, where it is to be
 * fetched whole, the version from which on it will do.
 */
type Behind = { held: Map<number, Push>; highest: number; refetchAt: number | undefined; working: boolean };

export type Numbered = ReturnType<typeof createNumbered>;

/**
 * Keeps every chat in step with its log by the versions: the next is applied, one known is dropped, and when one is
 * missing the gap is fetched, as often as it takes. A chat that is unknown, or has been reset, is fetched whole.
 */
export function createNumbered({ api, events, store, me, onApplied, onRefetched, onRemoved, stopped }: Options) {
  const behind = new Map<string, Behind>();
  /** Chats this user was put out of: an event that comes late must not bring one back, only being added again does. */
  const gone = new Set<string>();
  const few = atMost(4);

  /** Though the chat itself is known to be further already. */
  const noteDeleted = ({ type, data }: Push) => {
    if (type === 'message:deleted') store.chats.markDeleted((data as { messageId: string }).messageId);
  };
  const apply = (chat: Chat, push: Push) => {
    noteDeleted(push);
    if (push.type === 'chat:deleted') return forget(chat.id);
    applyNumbered(store, chat, push, me);
    onApplied(push, store.chats.get(chat.id) ?? chat);
  };

  const behindOf = (chatId: string): Behind => {
    const known = behind.get(chatId);
    if (known) return known;
    const fresh: Behind = { held: new Map(), highest: 0, refetchAt: undefined, working: false };
    behind.set(chatId, fresh);
    return fresh;
  };

  /** Applies what is held as far as it follows without a gap. */
  const drain = (chatId: string, { held }: Behind) => {
    for (let chat = store.chats.get(chatId); chat; chat = store.chats.get(chatId)) {
      const next = held.get(chat.version + 1);
      if (!next) break;
      held.delete(chat.version + 1);
      apply(chat, next);
    }
    const version = store.chats.get(chatId)?.version ?? 0;
    for (const early of held.keys()) if (early <= version) held.delete(early);
  };

  const forget = (chatId: string) => {
    behind.delete(chatId);
    gone.add(chatId);
    store.chats.remove(chatId);
    onRemoved(chatId);
  };

  /** Fetches the chat as it is now. */
  const refetch = async (chatId: string, state: Behind): Promise<Result<unknown>> => {
    const answer = await api.chat(chatId);
    // Forgotten meanwhile: what was asked before shows it as it was then.
    if (!answer.ok || behind.get(chatId) !== state) return answer;
    const fetched = answer.value.chat;
    const known = store.chats.get(chatId);
    if (fetched.version < Math.max(state.refetchAt ?? 0, known?.version ?? 0)) return failed(notYet);
    state.refetchAt = undefined;
    const loaded = store.chats.window(chatId)?.messages ?? [];
    const { chat, exact } = known ? noOlder(fetched, known, loaded, me) : { chat: fetched, exact: true };
    store.chats.put(chat);
    onRefetched(chat, exact);
    return answer;
  };

  const fillGap = async (chatId: string, state: Behind, chat: Chat): Promise<Result<unknown>> => {
    const answer = await events(chatId, chat.version);
    if (!answer.ok) return answer;
    for (const push of answer.value.events) {
      const current = store.chats.get(chatId);
      if (!current || push.version === undefined || push.version <= current.version) continue;
      if (push.version > current.version + 1) {
        // The server has no gaps: what it lacks was cut off, so the chat is taken as it is now.
        state.refetchAt = push.version;
        break;
      }
      apply(current, push);
    }
    const after = store.chats.get(chatId)?.version ?? 0;
    return after > chat.version || state.refetchAt !== undefined ? answer : failed(notYet);
  };

  /** Brings a chat in step; at most one of these runs per chat. */
  const bringInStep = async (chatId: string): Promise<void> => {
    const state = behindOf(chatId);
    if (state.working) return;
    state.working = true;
    await few(async () => {
      for (;;) {
        drain(chatId, state);
        const chat = store.chats.get(chatId);
        if (chat && state.refetchAt === undefined && chat.version >= state.highest) break;
        const answer = await tryUntil(stopped, async () => {
          const current = store.chats.get(chatId);
          if (behind.get(chatId) !== state) return ok(undefined);
          if (!current || state.refetchAt !== undefined) return refetch(chatId, state);
          if (state.held.has(current.version + 1) || current.version >= state.highest) return ok(undefined);
          return fillGap(chatId, state, current);
        });
        if (!answer || behind.get(chatId) !== state) return;
        if (!answer.ok) return forget(chatId);
      }
      behind.delete(chatId);
    });
  };

  /** The chat's log is known to reach this version. */
  const reaches = (chatId: string, version: number): void => {
    const waiting = behindOf(chatId);
    waiting.highest = Math.max(waiting.highest, version);
    void bringInStep(chatId);
  };

  return {
    /** Takes a numbered push. */
    take(push: Push): void {
      const { type, chatId, version } = push;
      if (chatId === undefined || version === undefined || gone.has(chatId)) return;
      noteDeleted(push);
      const chat = store.chats.get(chatId);
      const state = behind.get(chatId);
      if (chat && version <= chat.version) return;
      // The end of a chat is final: what came before it cannot be asked for any more.
      if (type === 'chat:deleted') {
        forget(chatId);
        return;
      }
      if (chat && !state && version === chat.version + 1) {
        apply(chat, push);
        return;
      }
      const waiting = behindOf(chatId);
      waiting.highest = Math.max(waiting.highest, version);
      if (waiting.held.size < maxHeld) waiting.held.set(version, push);
      void bringInStep(chatId);
    },
    /** A chat this user has now. One that is known is brought in step instead, so that nothing of it is skipped. */
    added(chat: Chat): void {
      gone.delete(chat.id);
      const known = store.chats.get(chat.id);
      const state = behind.get(chat.id);
      if (known || state) reaches(chat.id, chat.version);
      else store.chats.put(chat);
    },
    reaches,
    /** Too much was missed: the chat is taken as it is now. */
    reset(chatId: string, version: number): void {
      const state = behindOf(chatId);
      state.refetchAt = version;
      state.highest = Math.max(state.highest, version);
      void bringInStep(chatId);
    },
    removed: forget,
    /** Every chat is as far as it is known to reach. */
    inStep: (): boolean => behind.size === 0,
    /** Everything was loaded afresh. */
    clear(): void {
      behind.clear();
      gone.clear();
    },
  };
}

/** The read side has not come as far as the pushes: a moment later it has. */
const notYet = { code: 'unavailable', status: 503, message: 'Not there yet.' };
