import { newId } from '@messenger/kit';
import { askRawAt, NoResponders, RequestTimedOut } from '@messenger/messaging';
import { type ChatCommand, isRefusal, type Sent, subjects, type UserCard } from '@messenger/proto';
import { type RunningService, runService } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LogAndStory, logAndStory } from './log-and-story.ts';

let world: LogAndStory;
let ann: UserCard;
let bob: UserCard;
const chats: string[] = [];
beforeAll(async () => {
  world = await logAndStory();
  [ann, bob] = [await world.story.user('Ann'), await world.story.user('Bob')];
  await world.story.befriend(ann, bob);
  // Enough for each of two instances to own some.
  for (let i = 0; i < 16; i++) chats.push(await world.story.group(ann, [bob]));
});
afterAll(() => world[Symbol.asyncDispose]());

const start = (): Promise<RunningService> => {
  const { url, user, password } = world.stack.natsFor('chat-command');
  return runService('chat-command', { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password });
};
const owned = async ({ healthUrl }: RunningService): Promise<number> => {
  const metrics = await (await fetch(`${healthUrl}/metrics`)).text();
  return Number(/^partitions_owned\{[^}]*\} (\d+)/m.exec(metrics)?.[1] ?? 0);
};
/** All 64 partitions have an owner, and each instance owns some. */
const shared = (...instances: RunningService[]) =>
  expect
    .poll(async () => {
      const each = await Promise.all(instances.map(owned));
      return { all: each.reduce((sum, many) => sum + many, 0), some: each.every((many) => many > 10) };
    })
    .toEqual({ all: 64, some: true });

const send = (chatId: string, commandId = newId()): ChatCommand => ({
  type: 'SendMessage',
  by: ann.id,
  chatId,
  commandId,
  text: 'still there?',
});
/** Asks one way alone, as a gateway would try it. */
async function ask(subject: string, command: ChatCommand, timeoutMs = 5_000): Promise<Sent> {
  const answer = await askRawAt(world.log.bus, subject, command, { requestId: 'test', timeoutMs });
  if (isRefusal(answer)) throw new Error(answer.message);
  return JSON.parse(Buffer.from(answer.bytes).toString()) as Sent;
}
const askOwner = (command: ChatCommand, timeoutMs?: number) =>
  ask(subjects.chatCommand(command.chatId), command, timeoutMs);

test('each chat has one owner of two, and the one that stays takes over from the one that stops in good order', async () => {
  await using first = await start();
  const second = await start();
  await shared(first, second);
  for (const chatId of chats) await askOwner(send(chatId));
  await second.kill('SIGTERM');
  await shared(first);
  for (const chatId of chats) await askOwner(send(chatId));
});

test('killed: no owner answers for its chats until another has taken over, any instance does at once', async () => {
  await using first = await start();
  const second = await start();
  await shared(first, second);
  await second.kill('SIGKILL');
  // What was on its way to the killed one is not answered; what comes after is told at once that nobody is there.
  const isLeft = (chatId: string) =>
    askOwner(send(chatId), 500).then(
      () => false,
      (error) => error instanceof NoResponders,
    );
  await expect.poll(async () => (await Promise.all(chats.map(isLeft))).includes(true)).toBe(true);
  for (const chatId of chats) await ask(subjects.anyChatCommand, send(chatId));
  await shared(first);
  for (const chatId of chats) await askOwner(send(chatId));
});

test('an owner that stands still is replaced; what it does when it goes on has happened already', async () => {
  await using first = await start();
  await using second = await start();
  await shared(first, second);
  process.kill(second.pid, 'SIGSTOP');
  const commands = chats.map((chatId) => send(chatId));
  const late = await Promise.all(
    commands.map((command) =>
      askOwner(command, 300).then(
        () => undefined,
        (error) => (error instanceof RequestTimedOut ? command : undefined),
      ),
    ),
  );
  const unanswered = late.filter((command) => command !== undefined);
  expect(unanswered.length).toBeGreaterThan(0);
  await shared(first);
  const answers = await Promise.all(unanswered.map((command) => askOwner(command)));

  process.kill(second.pid, 'SIGCONT');
  await shared(first, second);
  // Both have done it by now, or are doing it: to ask once more is answered after them.
  expect(await Promise.all(unanswered.map((command) => askOwner(command)))).toEqual(answers);
  for (const { chatId, commandId } of unanswered) {
    const events = await world.chatEvents(chatId);
    expect(events.filter(({ id }) => id === commandId)).toHaveLength(1);
    expect(events.map(({ version }) => version)).toEqual(events.map((_, i) => i + 1));
  }
});
