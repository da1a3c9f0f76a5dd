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
  /** Resolved while the store is one that does not answer: nobody waits for it once for each message. */
  let stuck = Promise.withResolvers<void>();
  let isStuck = false;

  const answered = (inTime: boolean) => {
    if (!inTime) stuck.resolve();
    else if (isStuck) stuck = Promise.withResolvers<void>();
    isStuck = !inTime;
  };
  const write = (work: () => Promise<void>): Promise<boolean> => {
    const written = writes.then(async () => {
      const worked = await done(work());
      answered(worked !== undefined);
      return worked ?? false;
    });
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
    /** Resolves once it is stored, or is known not to be for now. */
    async put(entry: OutboxEntry): Promise<void> {
      const storing = write(() => store.put(entry)).then(async (kept) => {
        note(() => (kept ? unkept.delete(entry.messageId) : unkept.set(entry.messageId, entry)));
        if (kept && unkept.size > 0) await keepOthers();
      });
      await Promise.race([storing, stuck.promise]);
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

/** Whether it worked; undefined where there is no answer in time. */
const done = (work: Promise<void>): Promise<boolean | undefined> =>
  inTime(
    work.then(
      () => true,
      () => false,
    ),
  );
