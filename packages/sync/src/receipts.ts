import type { Chat } from '@messenger/proto';
import { backoffMs, pause } from './backoff.ts';
import type { Pace } from './outbox/pace.ts';
import { isPassing } from './result.ts';
import type { ReceiptKind } from './state/counted.ts';
import type { Result } from './types.ts';

type Options = {
  tell: (kind: ReceiptKind, chatId: string, upTo: number) => Promise<Result<unknown>>;
  isLive: () => boolean;
  /** Of several tabs one tells what is on the device. */
  leads: () => boolean;
  pace: Pace;
  /** The server has it in its log. */
  onTold: (kind: ReceiptKind, chatId: string, upTo: number) => void;
  /** Whether `kept` is going to be told of what was read. */
  keeps: () => boolean;
  /** What was read, and is not known to the server or not kept with its chat, is another now. */
  onUnsaved: (reads: ReadonlyMap<string, number>) => void;
};

/**
 * What one chat's others are to know, and what they were told, in ordinals; and how far it was read according to what is
 * kept of the chat itself.
 */
type Marks = {
  want: Record<ReceiptKind, number>;
  told: Record<ReceiptKind, number>;
  kept: number;
  at: number;
  busy: boolean;
};

export type Receipts = ReturnType<typeof createReceipts>;

/** At most one a second and chat (wire.md), after a moment in which a read makes the delivery before it needless. */
const everyMs = 1_000;
const gatherMs = 50;

/**
 * Tells the server how far messages have come: on this device, and read. Only the newest of each chat counts; what a
 * lost connection leaves untold is told on the next one.
 */
export function createReceipts({ tell, isLive, leads, pace, keeps, onTold, onUnsaved }: Options) {
  const chats = new Map<string, Marks>();
  let stopped = new AbortController();

  const isSaved = ({ want, told, kept }: Marks) => want.read <= (keeps() ? Math.min(told.read, kept) : told.read);
  const unsaved = new Map<string, number>();
  let kept: boolean | undefined;
  /** Looks at these chats alone, unless it counts for all of them: of many, few change at a time. */
  const noteUnsaved = (chatIds: readonly string[]) => {
    const all = keeps() !== kept;
    kept = keeps();
    let changed = false;
    for (const chatId of all ? new Set([...chats.keys(), ...chatIds]) : chatIds) {
      const marks = chats.get(chatId);
      const read = marks && !isSaved(marks) ? marks.want.read : undefined;
      if (unsaved.get(chatId) === read) continue;
      changed = true;
      if (read === undefined) unsaved.delete(chatId);
      else unsaved.set(chatId, read);
    }
    if (changed) onUnsaved(new Map(unsaved));
  };

  /** Reading implies having. */
  const nextOf = ({ want, told }: Marks): ReceiptKind | undefined => {
    if (want.read > told.read) return 'read';
    return leads() && want.delivered > Math.max(told.delivered, told.read) ? 'delivered' : undefined;
  };

  const pump = async (chatId: string, marks: Marks): Promise<void> => {
    if (marks.busy) return;
    marks.busy = true;
    const { signal } = stopped;
    for (let attempt = 0; isLive() && nextOf(marks); ) {
      const wait = Math.max(gatherMs, marks.at + everyMs - performance.now(), pace.delay());
      if (!(await pause(wait, signal))) return;
      const kind = nextOf(marks);
      if (!kind || !isLive()) break;
      const upTo = marks.want[kind];
      marks.at = performance.now();
      const answer = await tell(kind, chatId, upTo);
      if (signal.aborted) return;
      if (answer.ok || !isPassing(answer.error)) {
        // What was refused for good is not told again either.
        marks.told[kind] = Math.max(marks.told[kind], upTo);
        attempt = 0;
        if (kind === 'read') noteUnsaved([chatId]);
        if (answer.ok) onTold(kind, chatId, upTo);
      } else if (!(await pause(delayAfter(answer, attempt++), signal))) return;
    }
    marks.busy = false;
  };

  const mark = (kind: ReceiptKind, chatId: string, upTo: number) => {
    const marks = chats.get(chatId) ?? {
      want: { delivered: 0, read: 0 },
      told: { delivered: 0, read: 0 },
      kept: 0,
      at: Number.NEGATIVE_INFINITY,
      busy: false,
    };
    chats.set(chatId, marks);
    if (upTo <= marks.want[kind]) return;
    marks.want[kind] = upTo;
    if (kind === 'read') noteUnsaved([chatId]);
    void pump(chatId, marks);
  };

  const stop = () => {
    stopped.abort();
    stopped = new AbortController();
    chats.clear();
    unsaved.clear();
  };

  return {
    mark,
    /** How far the user has read on this device, whether or not the server knows. */
    readUpTo: (chatId: string): number => chats.get(chatId)?.want.read ?? 0,
    /** These chats are kept on this device as they are here. */
    kept(saved: readonly Pick<Chat, 'id' | 'readUpTo'>[]): void {
      for (const { id, readUpTo } of saved) {
        const marks = chats.get(id);
        if (marks) marks.kept = readUpTo;
      }
      noteUnsaved(saved.map(({ id }) => id));
    },
    live(): void {
      for (const [chatId, marks] of chats) void pump(chatId, marks);
    },
    forget(chatId: string): void {
      chats.delete(chatId);
      noteUnsaved([chatId]);
    },
    stop,
    /** The log is another than that of which all this was said. */
    reset(): void {
      stop();
      onUnsaved(new Map());
    },
  };
}

const delayAfter = (answer: Result<unknown>, attempt: number): number =>
  Math.max(
    answer.ok ? 0 : (answer.error.retryAfter ?? 0) * 1000,
    backoffMs(attempt, Math.random(), { minMs: 500, maxMs: 10_000 }),
  );
