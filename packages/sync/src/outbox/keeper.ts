import { inTime } from '../storage/in-time.ts';
import type { OutboxEntry, OutboxStore } from '../types.ts';
import { ofUser } from './memory-outbox.ts';

type Options = {
  store: OutboxStore;
  /** Whether everything is stored is another answer now. */
  onChange: () => void;
};

export type Keeper = ReturnType<typeof createKeeper>;

/**
 * Keeps entries in the store, one write after the other. Sending never waits for it: where it has no room, or is away,
 * the messages live as long as the page, which `keepsAll` tells. The next write that succeeds brings the others after.
 */
export function createKeeper({ store, onChange }: Options) {
  const unkept = new Map<string, OutboxEntry>();
  let writes = Promise.resolve();

  const write = (work: () => Promise<void>): Promise<boolean> => {
    const written = writes.then(() => done(work()));
    writes = written.then(() => undefined);
    return written;
  };
  const unkeptOf = (userId: string): OutboxEntry[] => ofUser(unkept.values(), userId);
  const owners = () => new Set([...unkept.values()].map(({ userId }) => userId)).size;
  const note = (change: () => void) => {
    const before = owners();
    change();
    if (owners() !== before) onChange();
  };
  const forgetUnkept = (userId: string) =>
    note(() => {
      for (const { messageId } of unkeptOf(userId)) unkept.delete(messageId);
    });
  const keepOthers = async () => {
    for (const [messageId, entry] of [...unkept]) {
      // Removed meanwhile, or kept.
      if (unkept.get(messageId) !== entry) continue;
      if (!(await write(() => store.put(entry)))) return;
      if (unkept.get(messageId) === entry) note(() => unkept.delete(messageId));
    }
  };

  return {
    /** Those in the store, none where it cannot be read, and those that it did not take. */
    async load(userId: string): Promise<OutboxEntry[]> {
      const stored = (await inTime(store.load(userId))) ?? [];
      const left = unkeptOf(userId);
      return ofUser([...stored.filter(({ messageId }) => !unkept.has(messageId)), ...left], userId);
    },
    /** Resolves once it is stored, or is known not to be. */
    async put(entry: OutboxEntry): Promise<void> {
      const kept = await write(() => store.put(entry));
      note(() => (kept ? unkept.delete(entry.messageId) : unkept.set(entry.messageId, entry)));
      if (kept && unkept.size > 0) await keepOthers();
    },
    remove(messageId: string): void {
      note(() => unkept.delete(messageId));
      void write(() => store.remove(messageId)).then(() => note(() => unkept.delete(messageId)));
    },
    /** What any tab has stored of a user, and what could not be stored. */
    async clear(userId: string): Promise<void> {
      await write(() => store.clear(userId));
      forgetUnkept(userId);
    },
    keepsAll: (userId: string): boolean => unkeptOf(userId).length === 0,
    forgetUnkept,
    /** Every write that was asked for is done or has failed. */
    settled: (): Promise<void> => writes,
  };
}

/** True if it worked. */
const done = async (work: Promise<void>): Promise<boolean> => (await inTime(work.then(() => true))) ?? false;
