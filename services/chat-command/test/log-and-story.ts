import { decodeEvent } from '@messenger/event-store';
import { type ChatEvent, chatStreamOf, subjects } from '@messenger/proto';
import {
  openLog,
  provisionLog,
  type Story,
  storyIn,
  type TestLog,
  type TestStack,
  testStack,
} from '@messenger/testkit';

/** A log to run the service on, and what is in it. */
export type LogAndStory = AsyncDisposable & {
  stack: TestStack;
  log: TestLog;
  story: Story;
  chatEvents(chatId: string): Promise<ChatEvent[]>;
};

export async function logAndStory(): Promise<LogAndStory> {
  await using held = new AsyncDisposableStack();
  const stack = held.use(await testStack());
  await provisionLog(stack);
  const log = held.use(await openLog(stack));
  const owned = held.move();
  return {
    stack,
    log,
    story: storyIn(log.events),
    async chatEvents(chatId) {
      const subject = subjects.chatEvents(chatId);
      const stored = await log.events.read(chatStreamOf(chatId, log.events.shape), subject, { after: 0 });
      return stored.map(({ data }) => decodeEvent(subject, data).event as ChatEvent);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
