import { decodeEvent } from '@messenger/event-store';
import { silentLogger } from '@messenger/kit';
import { type ChatEvent, type ContactEvent, chatStreamOf, directoryStream, subjects } from '@messenger/proto';
import { openLog, provisionLog, type TestLog, type TestStack, testStack } from '@messenger/testkit';
import { startApp } from '../src/app.ts';
import { caller } from './people.ts';

/** Two instances of the service over one log, with a view into it. */
export type TwoInstances = AsyncDisposable & {
  stack: TestStack;
  log: TestLog;
  people: ReturnType<typeof caller>;
  chatEvents(chatId: string): Promise<(ChatEvent & { seq: number })[]>;
  pairEvents(pairId: string): Promise<ContactEvent[]>;
};

export async function twoInstances(): Promise<TwoInstances> {
  await using held = new AsyncDisposableStack();
  const stack = held.use(await testStack());
  await provisionLog(stack);
  const log = held.use(await openLog(stack));
  for (let i = 0; i < 2; i++) {
    const { bus, events } = held.use(await openLog(stack, 'chat-command'));
    held.use(await startApp({ bus, events, log: silentLogger }));
  }
  const read = async <E>(stream: string, subject: string) =>
    (await log.events.read(stream, subject, { after: 0 })).map(
      ({ seq, data }) => ({ ...decodeEvent(subject, data).event, seq }) as E & { seq: number },
    );
  const owned = held.move();
  return {
    stack,
    log,
    people: caller(log.bus),
    chatEvents: (chatId) => read<ChatEvent>(chatStreamOf(chatId, log.events.shape), subjects.chatEvents(chatId)),
    pairEvents: (pairId) => read<ContactEvent>(directoryStream, subjects.contactEvents(pairId)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
