import { backoff, type Logger, newId, Slots, sleep } from '@messenger/kit';
import { type Bus, type CallContext, call } from '@messenger/messaging';
import { type Cursor, concernedBy, encodeCursor, isRefusal, newestOwn, queries, type Refusal } from '@messenger/proto';
import type { Loads } from '../live/hub.ts';

/** How many questions of the live part are asked at once: when many are added to a chat, they take turns. */
const atOnce = 32;

type Answer<T> = { value: T } | Refusal;

/**
 * What the live part asks the read model. Each asks until it is answered or not needed any more: only cursors wait for
 * it. Who is refused a chat as not a member is told so by an event that this gateway is about to see.
 */
export function loadsFrom(bus: Bus, log: Logger): Loads {
  const slots = new Slots(atOnce);
  const persist = async <T>(
    what: string,
    signal: AbortSignal,
    ask: (context: CallContext) => Promise<Answer<T>>,
  ): Promise<T | undefined> => {
    const delay = backoff({ minMs: 100, maxMs: 3_000 });
    const context = { requestId: newId() };
    while (!signal.aborted) {
      const answer = await slots
        .run(() => ask(context))
        .catch((error: unknown) => {
          log.warn({ err: error, what }, 'the read model was not asked');
          return undefined;
        });
      if (answer && !isRefusal(answer)) return answer.value;
      await sleep(delay(), signal);
    }
    return undefined;
  };
  const minOf = (min: Cursor) => ({ minPosition: encodeCursor(min) });

  return {
    async chat(userId, chatId, min, signal) {
      const asked = { by: userId, chat: chatId, ...minOf(min) };
      const found = await persist('chat', signal, (context) => call(bus, queries.chat, asked, context));
      return found?.chat;
    },
    async concerned(userId, min, signal) {
      const asked = { userId, ...minOf(min) };
      const found = await persist('concerned', signal, (context) => call(bus, concernedBy, asked, context));
      return found?.userIds;
    },
    async newest(chatId, of, min, signal) {
      const asked = { chatId, of, ...minOf(min) };
      const found = await persist('newest', signal, (context) => call(bus, newestOwn, asked, context));
      return found?.ordinals;
    },
  };
}
