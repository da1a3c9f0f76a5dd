import type { EngineState } from '@messenger/sync';
import { createSignal } from 'solid-js';
import { storage } from '../lib/storage.ts';
import { readMarks, writeMarks } from './marks.ts';

/** How far this device has shown each chat, so that a badge goes at once and stays gone after a reload. */
export type ShownMarks = {
  /** The greatest ordinal shown in a chat; 0 when none was. Reactive. */
  upTo(chatId: string): number;
  mark(chatId: string, ordinal: number): void;
};

/** Kept per user in the device's storage. */
export function openShownMarks(state: EngineState): ShownMarks {
  const [version, setVersion] = createSignal(0);
  let owner: string | undefined;
  let marks = new Map<string, number>();

  const load = (userId: string | undefined) => {
    if (userId === owner) return;
    owner = userId;
    marks = userId === undefined ? new Map() : readMarks(storage, userId);
  };
  return {
    upTo(chatId) {
      version();
      load(state.me()?.id);
      return marks.get(chatId) ?? 0;
    },
    mark(chatId, ordinal) {
      load(state.me()?.id);
      if (owner === undefined || ordinal <= (marks.get(chatId) ?? 0)) return;
      marks.set(chatId, ordinal);
      writeMarks(storage, owner, marks);
      setVersion((v) => v + 1);
    },
  };
}
