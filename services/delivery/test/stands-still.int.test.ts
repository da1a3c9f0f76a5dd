import { decodeEvent } from '@messenger/event-store';
import { newId } from '@messenger/kit';
import { call } from '@messenger/messaging';
import {
  isRefusal,
  moveReceipts,
  type ReceiptMove,
  type ReceiptsMoved,
  receiptStreamOf,
  subjects,
  type UserCard,
} from '@messenger/proto';
import { openLog, provisionLog, type RunningService, runService, storyIn, testStack } from '@messenger/testkit';
import { expect, test } from 'vitest';

async function waitingIn({ healthUrl }: RunningService): Promise<number> {
  const text = await (await fetch(`${healthUrl}/metrics`)).text();
  return Number(/^receipts_waiting (\d+)$/m.exec(text)?.[1] ?? 0);
}

test('an instance that stood still with receipts in hand puts nobody back by them when it goes on', async () => {
  await using stack = await testStack({ redis: true });
  await provisionLog(stack);
  await using log = await openLog(stack);
  const story = storyIn(log.events);
  const { url, user, password } = stack.natsFor('delivery');
  const env = { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password, REDIS_URL: stack.redisUrl };

  // More than twenty members, so that moves are collected for two seconds.
  const members: UserCard[] = [];
  for (let i = 0; i < 24; i++) members.push(await story.user(`User ${i}`));
  const [ann, bob, ...others] = members as [UserCard, UserCard, ...UserCard[]];
  const chat = await story.group(ann, [bob, ...others]);
  for (let i = 0; i < 5; i++) await story.say(chat, ann, 'hello');
  const move = async (moves: ReceiptMove[], timeoutMs: number): Promise<boolean> => {
    const answer = await call(log.bus, moveReceipts(chat), { chatId: chat, moves }, { requestId: newId(), timeoutMs });
    return !isRefusal(answer) && answer.value.refusals.every((refusal) => refusal === null);
  };
  const reads = (who: UserCard[], upTo: number): ReceiptMove[] => who.map(({ id }) => ({ by: id, kind: 'read', upTo }));
  const stored = async () => {
    const last = await log.events.last(receiptStreamOf(chat, log.events.shape), subjects.receipts(chat));
    return last && (decodeEvent(last.subject, last.data).event as ReceiptsMoved);
  };

  await using first = await runService('delivery', env);
  const inHand = move(reads([bob, ...others], 2), 1_000);
  await expect.poll(() => waitingIn(first), { interval: 20 }).toBe(members.length - 1);
  process.kill(first.pid, 'SIGSTOP');
  expect(await inHand).toBe(false);

  // Which of the two is asked is the server's choice: the one that stands still answers nobody.
  await using second = await runService('delivery', env);
  await expect.poll(() => move(reads([bob], 5), 3_000), { timeout: 30_000 }).toBe(true);
  const after = await stored();
  expect(after!.data.cursors[bob.id]).toMatchObject({ read: 5 });

  process.kill(first.pid, 'SIGCONT');
  await expect.poll(() => waitingIn(first), { timeout: 20_000 }).toBe(0);
  expect((await stored())!.data.cursors[bob.id]).toMatchObject({ read: 5 });

  await expect.poll(() => move(reads(others, 3), 5_000), { timeout: 30_000 }).toBe(true);
  const { data } = (await stored())!;
  expect(data.cursors[bob.id]).toMatchObject({ read: 5 });
  for (const { id } of others) expect(data.cursors[id]).toMatchObject({ read: 3 });
  await second.kill('SIGTERM');
}, 90_000);
