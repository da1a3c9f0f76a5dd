import type { Change } from '../types.ts';

export type Changes = {
  note(change: Change): void;
  subscribe(listener: (changes: readonly Change[]) => void): () => void;
};

/** Collects what changed within a tick and tells it once. A listener that throws does not keep the others from it. */
export function createChanges(): Changes {
  const listeners = new Set<(changes: readonly Change[]) => void>();
  let collected = new Map<string, Change>();

  const flush = () => {
    const changes = [...collected.values()];
    collected = new Map();
    for (const listener of listeners) {
      try {
        listener(changes);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  };

  return {
    note(change) {
      if (collected.size === 0) queueMicrotask(flush);
      collected.set(`${change.kind} ${subjectOf(change)}`, change);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function subjectOf(change: Change): string {
  if ('chatId' in change) return change.chatId;
  if ('messageId' in change) return change.messageId;
  if ('message' in change) return change.message.id;
  return 'userId' in change ? change.userId : '';
}
