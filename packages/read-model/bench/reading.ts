import { setTimeout as sleep } from 'node:timers/promises';
import { type EventStore, streamEnds } from '@messenger/event-store';
import { newId } from '@messenger/kit';
import { call } from '@messenger/messaging';
import { type Endpoint, encodeCursor, isRefusal, queries, type RequestOf } from '@messenger/proto';
import { createRandom, type MadeLog } from '@messenger/testkit/made-log';
import { Measured } from './measured.ts';

const pauseMs = 20;
const timeoutMs = 8_000;

/** Asks for lists, history, members, search and deltas of the made log, one after another, as of where the log ends. */
export function startReading(store: EventStore, made: MadeLog) {
  const random = createRandom(7);
  const measured = new Measured();
  const { generation } = store.shape;
  let minPosition = '';
  const ask = async <E extends Endpoint>(endpoint: E, request: Omit<RequestOf<E>, 'minPosition'>) => {
    await measured.time(async () => {
      const reply = await call(store.bus, endpoint, { ...request, minPosition } as unknown as RequestOf<E>, {
        requestId: newId(),
        timeoutMs,
      });
      return isRefusal(reply) && reply.code !== 'not_found' ? `${endpoint.subject}: ${reply.code}` : undefined;
    });
  };
  let ended = false;
  const read = async () => {
    while (!ended) {
      minPosition = encodeCursor({ generation, streams: await streamEnds(store) });
      const { id: chat, members } = made.chats[Math.floor(random.next() ** 3 * made.chats.length)]!;
      const by = random.of(members).id;
      await ask(queries.chats, { by, limit: 30 });
      await ask(queries.messages, { by, chat, limit: 50 });
      await ask(queries.chat, { by, chat });
      await ask(queries.messageSearch, { by, q: random.word(), limit: 20 });
      await ask(queries.sync, { by });
      await sleep(pauseMs);
    }
  };
  const reading = read();
  return {
    async end() {
      ended = true;
      await reading;
      const { count: asked, failed, p99, reasons } = measured;
      return { asked, failed, p99, reasons };
    },
  };
}
