import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeServer, type Faults } from './testing/fake-server.ts';
import { engineOf, expectInStep } from './testing/in-step.ts';
import { receive, step } from './testing/steps.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('whatever comes in between: the state ends as the fold of the log, and each own message is in it once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(step, fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 500 }))), { maxLength: 80, size: 'max' }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
      fc.constantFrom<Faults['sockets']>('open', 'refused', 'silent'),
      async (steps, randoms, end) => {
        vi.spyOn(Math, 'random').mockImplementation(() => randoms.next().value as number);
        const server = new FakeServer();
        server.faults.maxMissed = 5;
        for (const peer of server.log.peers) server.log.createChat(peer);
        await using engine = engineOf(server);
        void engine.session.restore();
        await vi.advanceTimersByTimeAsync(50);
        let sent = 0;
        for (const [[name, act], ms] of steps) {
          if (name.startsWith('send')) sent++;
          act(server, engine);
          await vi.advanceTimersByTimeAsync(ms);
        }
        Object.assign(server.faults, { pushes: [], lostAnswers: 0, lag: 0, down: false, reset: false, sockets: end });
        await vi.advanceTimersByTimeAsync(60_000);
        // The end of a chat's log can only be known to be missing when something follows it.
        for (const chatId of server.log.chats.keys()) receive(server, chatId);
        await vi.advanceTimersByTimeAsync(10_000);
        expectInStep(engine, server);
        const mine = [...server.log.chats.values()].flatMap((known) =>
          known.messages.filter((message) => message.senderId === server.log.me.id),
        );
        expect(mine).toHaveLength(sent);
      },
    ),
    { numRuns: 300 },
  );
}, 120_000);
