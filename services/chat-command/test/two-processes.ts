import { decodeEvent, slugBucket } from '@messenger/event-store';
import { type ChatEvent, chatStreamOf, directoryStream, subjects, type UserEvent } from '@messenger/proto';
import {
  openLog,
  provisionLog,
  type RunningService,
  runService,
  type Story,
  storyIn,
  type TestLog,
  type TestStack,
  testStack,
} from '@messenger/testkit';
import { caller } from './people.ts';

/** The service as two processes of the operating system over one log. */
export type TwoProcesses = AsyncDisposable & {
  stack: TestStack;
  log: TestLog;
  story: Story;
  people: ReturnType<typeof caller>;
  chatEvents(chatId: string): Promise<ChatEvent[]>;
  userEvents(userId: string): Promise<UserEvent[]>;
  /** Which chat holds a slug. */
  holderOf(slug: string): Promise<string | undefined>;
  /** Kills both, as a power cut does, and starts them anew. */
  restart(): Promise<void>;
};

export async function twoProcesses(): Promise<TwoProcesses> {
  await using held = new AsyncDisposableStack();
  const stack = held.use(await testStack());
  await provisionLog(stack);
  const log = held.use(await openLog(stack));
  let running: RunningService[] = [];
  const start = async () => {
    const { url, user, password } = stack.natsFor('chat-command');
    const env = { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password };
    running = await Promise.all([runService('chat-command', env), runService('chat-command', env)]);
  };
  await start();
  held.defer(async () => {
    await Promise.all(running.map((one) => one[Symbol.asyncDispose]()));
  });
  const read = async <E>(stream: string, subject: string) =>
    (await log.events.read(stream, subject, { after: 0 })).map(({ data }) => decodeEvent(subject, data).event as E);
  const owned = held.move();
  return {
    stack,
    log,
    story: storyIn(log.events),
    people: caller(log.bus),
    chatEvents: (chatId) => read<ChatEvent>(chatStreamOf(chatId, log.events.shape), subjects.chatEvents(chatId)),
    userEvents: (userId) => read<UserEvent>(directoryStream, subjects.userEvents(userId)),
    holderOf: async (slug) => (await slugBucket(log.bus).get(slug)).chatId,
    async restart() {
      await Promise.all(running.map((one) => one.kill('SIGKILL')));
      await start();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
