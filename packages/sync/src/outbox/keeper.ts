import { inTime } from '../storage/in-time.ts';
import type { OutboxEntry, OutboxStore } from '../types.ts';

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
  const note = (change: () => void) => {
    const before = unkept.size > 0;
    change();
    if (unkept.size > 0 !== before) onChange();
  };
  const keepOthers = async () => {
    for (const [messageId, entry] of [...unkept]) {
      // Removed meanwhile, or kept.
      if (unkept.get(messageId) !== entry) continue;
      if (!(await write(() => store.put(entry)))) return;
      if (unkept.get(messageId) === entry) note(() => unkept.delete(messageId));
    }
  };

  return {
    /** Undefined where the store cannot be read. */
    load: (userId: string): Promise<OutboxEntry[] | undefined> => inTime(store.load(userId)),
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
    /** What any tab has stored of a user. */
    clear: (userId: string): Promise<unknown> => write(() => store.clear(userId)),
    keepsAll: (): boolean => unkept.size === 0,
    forgetUnkept: (): void => note(() => unkept.clear()),
    /** Every write that was asked for is done or has failed. */
    settled: (): Promise<void> => writes,
  };
}

/** True if it worked. */
const done = async (work: Promise<void>): Promise<boolean> => (await inTime(work.then(() => true))) ?? false;
