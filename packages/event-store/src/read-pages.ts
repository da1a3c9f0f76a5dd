import { backoff, sleep } from '@messenger/kit';
import { orderedConsumer } from '@messenger/messaging';
import type { Consumer } from 'nats';
import type { EventStore } from './event-store.ts';
import { readMessage, type StoredMessage } from './streams-api.ts';

export type ReadPagesOptions = {
  stream: string;
  /** Reads the messages after this sequence … */
  after: number;
  /** … up to this one, or what of them the stream still holds. */
  until: number;
  /** Most messages a page; one of big messages has fewer. */
  pageSize?: number;
  signal?: AbortSignal;
};

/** A page takes longer than this only when the server is not able. */
const expiresMs = 5_000;
/** How often in a row a page is asked for in vain before the reader is told why. */
const maxTries = 8;
/** A page ends with the message that makes it as big as this. */
const maxPageBytes = 16 * 1024 * 1024;
const anySubject = '>';

/**
 * A stretch of a stream in pages, in order, each fetched while the one before it is worked on: at most two are held.
 * Outages of some seconds are waited out.
 * @throws what the server says when it goes on failing, and the signal's reason
 */
export async function* readPages(store: EventStore, options: ReadPagesOptions): AsyncGenerator<StoredMessage[]> {
  const { until, signal } = options;
  let at = options.after;
  await using reader = pageReader(store, options);
  let next = reader.after(at);
  // Whoever ends early leaves one behind that nobody waits for.
  next.catch(() => undefined);
  while (at < until) {
    signal?.throwIfAborted();
    const page = await next;
    const last = page.at(-1);
    if (!last) return;
    at = last.seq;
    next = at < until ? reader.after(at) : Promise.resolve([]);
    next.catch(() => undefined);
    yield page;
  }
}

type PageReader = AsyncDisposable & {
  /** The page after a sequence; empty when there is nothing more up to the end. One at a time, in order. */
  after(seq: number): Promise<StoredMessage[]>;
};

/** One consumer for all pages, as long as it goes well: on a big stream, making one costs the server 40 ms (measured). */
function pageReader(store: EventStore, { stream, until, pageSize = 5_000, signal }: ReadPagesOptions): PageReader {
  let consumer: Consumer | undefined;
  let delivered = 0;
  const drop = () => {
    void consumer?.delete().catch(() => undefined);
    consumer = undefined;
  };

  const fetch = async (from: number): Promise<StoredMessage[]> => {
    if (!consumer) {
      const description = `Read in pages, from ${from} up to ${until}.`;
      consumer = await orderedConsumer(store.bus, stream, { name: 'page', description, from });
      delivered = 0;
    }
    const page: StoredMessage[] = [];
    const size = Math.min(pageSize, until - from + 1);
    let bytes = 0;
    for await (const { seq, subject, data, info } of await consumer.fetch({ max_messages: size, expires: expiresMs })) {
      if (info.deliverySequence !== ++delivered) throw new Error(`${stream} was not read whole from ${from}`);
      if (seq <= until) page.push({ stream, seq, subject, data });
      bytes += data.length;
      if (seq >= until || info.pending === 0 || bytes >= maxPageBytes) break;
    }
    // What was asked for and not taken would be missing from the next page.
    if (page.length < size) drop();
    return page;
  };

  return {
    async after(seq) {
      const pause = backoff({ minMs: 100, maxMs: 5_000 });
      for (let tries = 1; ; tries++) {
        try {
          const first = await readMessage(store.bus, stream, { seq: seq + 1, next_by_subj: anySubject });
          if (!first || first.seq > until) return [];
          const page = await fetch(first.seq);
          if (page.length > 0) return page;
          throw new Error(`${stream} fell silent after ${seq}, expected up to ${until}`);
        } catch (error) {
          drop();
          if (signal?.aborted || tries >= maxTries) throw error;
          store.log.warn({ err: error, stream, after: seq }, 'cannot read the stream, trying again');
          await sleep(pause(), signal);
        }
      }
    },
    async [Symbol.asyncDispose]() {
      drop();
    },
  };
}
