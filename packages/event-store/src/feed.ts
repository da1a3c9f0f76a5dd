import { atMost, backoff, isTracing, type Logger, sleep } from '@messenger/kit';
import { orderedConsumer } from '@messenger/messaging';
import { headers as names } from '@messenger/proto';
import type { ConsumerMessages, JsMsg } from 'nats';
import type { EventStore } from './event-store.ts';
import { LogRewound } from './follow-errors.ts';
import { readGenesis } from './genesis.ts';
import type { StoredMessage } from './streams-api.ts';

/** A stream's messages in order, pulled ahead of the reader, but only so far. */
export type Feed = {
  /** Waits for at least one message, then lingers for more; at most `max`. Empty only after close. */
  take(max: number, linger?: () => Promise<unknown>): Promise<StoredMessage[]>;
  /** Ends it, once a beginning that is under way has come to its end. */
  close(): Promise<void>;
};

/** The client pushes what it pulled without regard to the reader, so beyond this many it is stopped and begun anew. */
const highWater = 5_000;
/** Asked of the server at a time; replay speed is flat from 100 to 5,000 (measured). */
const pullSize = 500;
const expiresMs = 5_000;
/** How often a silent feed is compared with the stream's end, in case its consumer was lost. */
const suspicionMs = 5_000;
/** How long closing waits for a beginning under way. */
const beginPatienceMs = 2_000;

/**
 * Begins to read a stream after sequence `after`, and again by itself whenever the connection or the consumer was lost;
 * `name` is who reads, as the server shows it. `take` throws LogRewound once the log is not the one that was read.
 */
export function createFeed(
  store: EventStore,
  { stream, after, name, log }: { stream: string; after: number; name: string; log: Logger },
): Feed {
  const queue: StoredMessage[] = [];
  let head = after;
  /** The message at `head` as it was received: who begins anew checks that the log still holds it there. */
  let newest: Uint8Array | undefined;
  let consuming: ConsumerMessages | undefined;
  let restarting: Promise<void> | undefined;
  let closed = false;
  const closing = new AbortController();
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  let heardAt = performance.now();

  const receive = (round: object) => (message: JsMsg) => {
    if (closed || round !== currentRound || message.seq <= head) return;
    head = message.seq;
    newest = message.data;
    heardAt = performance.now();
    const { seq, subject, data } = message;
    const requestId = () => message.headers?.get(names.requestId) || undefined;
    const stored: StoredMessage = { stream, seq, subject, data, requestId };
    if (isTracing()) stored.traceparent = message.headers?.get(names.traceparent);
    queue.push(stored);
    wake?.();
    if (queue.length >= highWater) stop();
  };

  let currentRound: object = {};
  const stop = () => {
    currentRound = {};
    consuming?.stop();
    consuming = undefined;
  };

  const begin = async (): Promise<void> => {
    const genesis = await readGenesis(store.bus, stream);
    if (genesis?.generation !== store.shape.generation) throw new LogRewound(`${stream} belongs to another log now`);
    const { last } = await store.bounds(stream);
    if (last < head) throw new LogRewound(`${stream} ends at ${last}, was read to ${head}`);
    // Absent where only the newest message of a subject is kept: that proves nothing.
    const held = newest && (await store.at(stream, head));
    if (newest && held && Buffer.compare(held.data, newest) !== 0) {
      throw new LogRewound(`${stream} holds another event at ${head} than was read there`);
    }
    if (closed) return;
    const description = `Followed by ${name}, which keeps its own position.`;
    const consumer = await orderedConsumer(store.bus, stream, { name, description, from: head + 1 });
    const round = {};
    currentRound = round;
    const messages = await consumer.consume({ max_messages: pullSize, expires: expiresMs, callback: receive(round) });
    if (closed || currentRound !== round) messages.stop();
    else consuming = messages;
    heardAt = performance.now();
  };

  /** Begins (again) after the last message received, until that works. */
  const restart = (): Promise<void> => {
    restarting ??= (async () => {
      const delay = backoff({ minMs: 50, maxMs: 2_000 });
      stop();
      while (!closed && !failure) {
        try {
          await begin();
          // The reader may have emptied the queue after it had stopped this beginning: then nothing would wake it.
          if (consuming || queue.length >= highWater / 2) return;
        } catch (error) {
          if (error instanceof LogRewound) failure = error;
          else log.warn({ err: error, stream }, 'cannot read the stream, trying again');
        }
        if (!failure) await sleep(delay(), closing.signal);
      }
      wake?.();
    })().finally(() => {
      restarting = undefined;
    });
    return restarting;
  };

  const watchdog = setInterval(async () => {
    if (closed || restarting || queue.length > 0 || performance.now() - heardAt < suspicionMs) return;
    const bounds = await store.bounds(stream).catch(() => undefined);
    if (!bounds || closed || restarting || bounds.last === head) return;
    if (performance.now() - heardAt < suspicionMs) return;
    log.warn({ stream, at: head, end: bounds.last }, 'feed is silent though the stream moved, beginning anew');
    void restart();
  }, suspicionMs);
  watchdog.unref();
  const forget = store.bus.onReconnect(() => void restart());
  void restart();

  return {
    async take(max, linger) {
      while (queue.length === 0 && !closed) {
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      if (linger && queue.length < max && !closed) await linger();
      const taken = queue.splice(0, max);
      if (!consuming && !restarting && !closed && queue.length < highWater / 2) void restart();
      return taken;
    },
    async close() {
      closed = true;
      closing.abort();
      clearInterval(watchdog);
      forget();
      stop();
      wake?.();
      // A beginning under way holds on to the connection, and tries for minutes if that is closed beneath it.
      if (restarting) await atMost(beginPatienceMs, restarting);
    },
  };
}
