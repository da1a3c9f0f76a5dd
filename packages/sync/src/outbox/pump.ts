import type { Attachment, Sent } from '@messenger/proto';
import { backoffMs, pause } from '../backoff.ts';
import { isPassing } from '../result.ts';
import type { ApiError, LocalImage, OutboxEntry, Result } from '../types.ts';
import type { Pace } from './pace.ts';
import type { OutboxItem } from './queue.ts';
import type { Queues } from './queues.ts';

type Options = {
  queues: Queues;
  send: (entry: OutboxEntry) => Promise<Result<Sent>>;
  upload: (image: LocalImage) => Promise<Result<Attachment>>;
  maySend: () => boolean;
  pace: Pace;
  /** The server's word on an item is known. */
  settle: (item: OutboxItem, answer: Result<Sent>) => void;
  /** The first of an item's images is at the server. */
  uploaded: (item: OutboxItem, attachment: Attachment) => void;
};

/** An answer that says "our fault" may be about this very message: so often it is tried before it counts as refused. */
const maxInternal = 5;

/** Sends what the chats have to send, each chat's messages one after the other. */
export function createPump({ queues, send, upload, maySend, pace, settle, uploaded }: Options) {
  /** Chats with a send under way, or waiting to repeat one. */
  const busy = new Map<string, AbortController>();

  /** One step of an item: its next image, then itself. Undefined: it has another to take. */
  const step = async (item: OutboxItem): Promise<Result<Sent> | undefined> => {
    const image = item.entry.files?.[0];
    if (!image) return send(item.entry);
    const answer = await upload(image);
    if (!answer.ok) return answer;
    uploaded(item, answer.value);
    return undefined;
  };

  /** Until there is nothing left, or no connection. */
  const run = async (chatId: string): Promise<void> => {
    if (busy.has(chatId)) return;
    const control = new AbortController();
    const { signal } = control;
    busy.set(chatId, control);
    let attempt = 0;
    let internal = 0;
    let last: OutboxItem | undefined;
    for (let head = queues.headOf(chatId); head && maySend() && !signal.aborted; head = queues.headOf(chatId)) {
      if (head !== last) attempt = internal = 0;
      last = head;
      const wait = pace.delay();
      if (wait > 0 && !(await pause(wait, signal))) break;
      if (!maySend()) break;
      const answer = await step(head);
      if (signal.aborted) break;
      if (!answer) continue;
      if (!answer.ok && answer.error.code === 'internal') internal++;
      if (answer.ok || !isPassing(answer.error) || internal >= maxInternal) settle(head, answer);
      else if (!(await pause(delayAfter(answer.error, attempt++), signal))) break;
    }
    if (busy.get(chatId) === control) busy.delete(chatId);
  };
  const stop = (chatId: string) => {
    busy.get(chatId)?.abort();
    busy.delete(chatId);
  };

  return {
    run: (chatId: string): void => void run(chatId),
    /** A repeat that is being waited for starts at once. */
    restart(): void {
      for (const chatId of queues.chatIds()) {
        stop(chatId);
        void run(chatId);
      }
    },
    stop,
    stopAll(): void {
      for (const chatId of [...busy.keys()]) stop(chatId);
    },
  };
}

const delayAfter = (error: ApiError, attempt: number): number =>
  Math.max((error.retryAfter ?? 0) * 1000, backoffMs(attempt, Math.random(), { minMs: 300, maxMs: 10_000 }));
