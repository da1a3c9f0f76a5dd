import type { Api } from '../http/api.ts';
import { failed, ok } from '../result.ts';
import { readTo } from '../state/reading.ts';
import type { Store } from '../state/store.ts';
import { tryUntil } from './try-until.ts';

type Options = {
  api: Pick<Api, 'chat'>;
  store: Store;
  me: string;
  /** The chat's log is known to reach this version. */
  onVersion: (chatId: string, version: number) => void;
  stopped: AbortSignal;
};

export type Reading = ReturnType<typeof createReading>;

/** A mark that the server does not take is not waited for endlessly. */
const maxRecounts = 300;

/** How far the user has read each chat, and what is left unread: counted here where it can be, else asked for. */
export function createReading({ api, store, me, onVersion, stopped }: Options) {
  const recounting = new Set<string>();
  /** What is unread there is only known at most. */
  const inexact = new Set<string>();

  const recount = async (chatId: string): Promise<void> => {
    if (recounting.has(chatId)) return;
    recounting.add(chatId);
    inexact.add(chatId);
    let attempts = 0;
    await tryUntil(stopped, async () => {
      const answer = await api.chat(chatId);
      const known = store.chats.get(chatId);
      if (!answer.ok || !known || ++attempts > maxRecounts) return answer;
      const { version, readUpTo, unread } = answer.value.chat;
      if (version > known.version) onVersion(chatId, version);
      if (readUpTo > known.readUpTo) to(chatId, readUpTo);
      if (version !== known.version || readUpTo !== known.readUpTo) return failed(notYet);
      store.chats.put({ ...known, unread });
      inexact.delete(chatId);
      return ok(undefined);
    });
    recounting.delete(chatId);
  };

  /** Everything up to this ordinal was read, here or on another device. */
  const to = (chatId: string, upTo: number): void => {
    const chat = store.chats.get(chatId);
    if (!chat) return;
    const read = readTo(chat, store.chats.window(chatId)?.messages ?? [], upTo, me);
    if (read.chat !== chat) store.chats.put(read.chat);
    if (!read.exact) void recount(chatId);
  };

  return {
    to,
    recount: (chatId: string): void => void recount(chatId),
    /** Every count is exact. */
    settled: (): boolean => ![...inexact].some((chatId) => store.chats.get(chatId)),
    /** The server knows by now how far the user has read: what it could not count before, it can. */
    told(chatId: string): void {
      if (inexact.has(chatId)) void recount(chatId);
    },
  };
}

/** The pushes and the read side are not at the same place: a moment later they are. */
const notYet = { code: 'unavailable', status: 503, message: 'Not there yet.' };
