import { isBlank } from '@messenger/proto/visible';
import type { TextStorage } from './storage.ts';

/** The message that a draft answers, without what it says. */
export type Answered = { id: string; ordinal: number; senderId: string };
type Draft = { text: string; answers?: Answered };

/** What someone began to write and did not send, per user and chat, on this device only, for all tabs of a browser. */
export type Drafts = {
  read(chatId: string): string;
  answers(chatId: string): Answered | undefined;
  /** An empty or blank text forgets the draft. */
  write(chatId: string, text: string, answers?: Answered): void;
  has(chatId: string): boolean;
  /** Whether there is one in any chat. */
  any(): boolean;
};

const keyOf = (userId: string) => `drafts:${userId}`;

export const isDrafts = (key: string | null): boolean => key === null || key.startsWith('drafts:');

export function openDrafts(storage: TextStorage, userId: string): Drafts {
  let kept: string | null = null;
  let drafts: ReadonlyMap<string, Draft> = new Map();
  /** As they are on the device: another tab may have written some. */
  const now = (): ReadonlyMap<string, Draft> => {
    const text = storage.getItem(keyOf(userId));
    if (text !== kept) drafts = parsed(text);
    kept = text;
    return drafts;
  };
  return {
    read: (chatId) => now().get(chatId)?.text ?? '',
    answers: (chatId) => now().get(chatId)?.answers,
    has: (chatId) => now().has(chatId),
    any: () => now().size > 0,
    write(chatId, text, answers) {
      const before = now().get(chatId);
      if ((before?.text ?? '') === text && before?.answers?.id === answers?.id) return;
      const next = new Map(now());
      if (isBlank(text)) next.delete(chatId);
      else next.set(chatId, { text, ...(answers ? { answers } : {}) });
      if (next.size === 0) storage.removeItem(keyOf(userId));
      else
        storage.setItem(
          keyOf(userId),
          JSON.stringify(
            Object.fromEntries([...next].map(([id, { text, answers }]) => [id, answers ? { text, answers } : text])),
          ),
        );
    },
  };
}

/** For log-out: nothing of what was written stays on the device. */
export function forgetDrafts(storage: TextStorage, userId: string): void {
  storage.removeItem(keyOf(userId));
}

/** What cannot be read counts as no draft. */
function parsed(text: string | null): ReadonlyMap<string, Draft> {
  try {
    const entries = Object.entries(JSON.parse(text ?? '{}'));
    return new Map(
      entries.flatMap(([chatId, kept]) => {
        const draft = draftOf(kept);
        return draft ? [[chatId, draft]] : [];
      }),
    );
  } catch {
    return new Map();
  }
}

/** It is kept as its text alone where it answers nothing. */
function draftOf(kept: unknown): Draft | undefined {
  if (typeof kept === 'string') return { text: kept };
  const { text, answers } = (kept ?? {}) as { text?: unknown; answers?: Partial<Answered> };
  if (typeof text !== 'string') return undefined;
  const { id, ordinal, senderId } = answers ?? {};
  const whole = typeof id === 'string' && typeof senderId === 'string' && Number.isSafeInteger(ordinal);
  return whole ? { text, answers: { id, ordinal: ordinal as number, senderId } } : { text };
}
