import type { FollowedEvent } from '@messenger/event-store';
import type { Chat, ChatEvent, Cursor, Push } from '@messenger/proto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Collector } from './collector.fixture.ts';
import { chatEvent, followed, profileChanged, uuid } from './events.fixture.ts';
import { Hub } from './hub.ts';
import { noLoads } from './loads.fixture.ts';
import { membershipOf } from './membership.ts';

const streams = ['DIRECTORY', 'CHAT-0', 'CHAT-1'];
const generation = '0000000a';
const zero: Cursor = { generation, streams: { DIRECTORY: 0, 'CHAT-0': 0, 'CHAT-1': 0 } };
const limits = { maxEvents: 1_000, maxBytes: 1_000_000 };
const [ann, bob] = [uuid('u', 1), uuid('u', 2)];

/** A log in which Ann comes and goes. Chats live in one stream each. */
const logArbitrary = fc
  .array(fc.record({ stream: fc.nat(2), chat: fc.nat(1), kind: fc.nat(12) }), { maxLength: 40, size: 'max' })
  .map((steps) => {
    const seqs: Record<string, number> = { ...zero.streams };
    const chats = new Map<string, { version: number; withAnn: boolean; over: boolean }>();
    return steps.map(({ stream: s, chat, kind }, i): FollowedEvent => {
      const stream = streams[s]!;
      const seq = ++seqs[stream]!;
      const id = uuid('e', i);
      if (s === 0) return followed(stream, seq, profileChanged(id, bob, `Bob ${i}`));
      const chatId = uuid(stream.at(-1)!, chat);
      const state = chats.get(chatId) ?? { version: 0, withAnn: false, over: false };
      chats.set(chatId, state);
      if (state.over) return followed(stream, seq, profileChanged(id, uuid('u', 9), 'a stranger'));
      const given = { chatId, id, by: bob, version: ++state.version };
      const make = (): ChatEvent => {
        if (state.version === 1) {
          state.withAnn = kind % 2 === 0;
          const members = [bob, ...(state.withAnn ? [ann] : [uuid('u', 3)])].map((userId) => ({
            userId,
            role: 'member' as const,
          }));
          return chatEvent('ChatCreated', given, { kind: 'group', name: 'x', slug: null, avatar: null, members });
        }
        if (kind < 4) {
          state.withAnn = !state.withAnn;
          if (state.withAnn) return chatEvent('MembersAdded', given, { members: [{ userId: ann, role: 'member' }] });
          if (kind === 0) return chatEvent('MemberLeft', { ...given, by: ann }, { newOwnerId: null, closed: false });
          return chatEvent('MemberRemoved', given, { userId: ann });
        }
        if (kind === 4) {
          state.over = true;
          return chatEvent('ChatDeleted', given, {});
        }
        return chatEvent('MessageSent', given, { ordinal: state.version, text: 'hi', attachments: [], replyTo: null });
      };
      return followed(stream, seq, make());
    });
  });

const positionAfter = (events: readonly FollowedEvent[]): Cursor => {
  const at = { ...zero.streams };
  for (const { stream, seq } of events) at[stream] = seq;
  return { generation, streams: at };
};

/** What concerns Ann of a chat as of a position: its version, whether she is in, and when that changed last. */
type Known = { version: number; isIn: boolean; changedAt: number };

function chatsAsOf(log: readonly FollowedEvent[], at: Cursor): Map<string, Known> {
  const chats = new Map<string, Known>();
  for (const { stream, seq, event } of log) {
    if (seq > at.streams[stream]! || !event || !('chatId' in event) || event.type === 'ReceiptsMoved') continue;
    const known = chats.get(event.chatId) ?? { version: 0, isIn: false, changedAt: 0 };
    const isIn = membershipAfter(event as ChatEvent, known.isIn);
    const changedAt = isIn === known.isIn ? known.changedAt : seq;
    chats.set(event.chatId, { version: (event as ChatEvent).version, isIn, changedAt });
  }
  return chats;
}

function membershipAfter(event: ChatEvent, before: boolean): boolean {
  if (event.type === 'ChatCreated' || event.type === 'MembersAdded') {
    return before || event.data.members.some(({ userId }) => userId === ann);
  }
  if (event.type === 'MemberRemoved' && event.data.userId === ann) return false;
  if (event.type === 'MemberLeft' && event.by === ann) return false;
  return event.type === 'ChatDeleted' ? false : before;
}

/** A client that keeps what the contract tells it to, and finds what it must not be sent. */
class Client {
  readonly chats: Map<string, Known>;
  profileAt: number;
  readonly #events: Map<string, FollowedEvent>;
  readonly #log: readonly FollowedEvent[];
  readonly #end: Cursor;

  constructor(log: readonly FollowedEvent[], snapshot: Cursor) {
    this.#log = log;
    this.#end = positionAfter(log);
    this.#events = new Map(log.map((event) => [event.id!, event]));
    this.chats = chatsAsOf(log, snapshot);
    this.profileAt = snapshot.streams.DIRECTORY!;
  }

  take(push: Push): void {
    const { stream, seq } = this.#events.get(push.id!)!;
    if (push.type === 'user:updated') {
      expect(seq, 'an older state').toBeGreaterThanOrEqual(this.profileAt);
      this.profileAt = seq;
      return;
    }
    const chatId = push.chatId!;
    const known = this.chats.get(chatId);
    if (push.type === 'chat:added') {
      const { version } = (push.data as { chat: Chat }).chat;
      this.chats.set(chatId, { version, isIn: true, changedAt: seq });
    } else if (push.type === 'chat:removed') {
      this.chats.set(chatId, { version: known?.version ?? 0, isIn: false, changedAt: seq });
    } else {
      const justBefore = {
        ...zero,
        streams: { ...zero.streams, [stream]: seq - (push.type === 'chat:deleted' ? 1 : 0) },
      };
      expect(chatsAsOf(this.#log, justBefore).get(chatId)?.isIn, `a leak: ${push.type}`).toBe(true);
      expect(known?.isIn, `${push.type} of a chat that it does not have`).toBe(true);
      expect(push.version, 'a gap').toBeLessThanOrEqual(known!.version + 1);
      const version = Math.max(known!.version, push.version!);
      const over = push.type === 'chat:deleted';
      this.chats.set(chatId, { version, isIn: !over, changedAt: over ? seq : known!.changedAt });
    }
  }

  /** True when it knows all that the cursor claims. */
  mayClaim(cursor: Cursor, profiles: readonly number[]): void {
    for (const [chatId, claimed] of chatsAsOf(this.#log, cursor)) {
      const known = this.chats.get(chatId) ?? { version: 0, isIn: false, changedAt: 0 };
      // Who is out again before being sent the chat need not hear of it.
      const isOver = claimed.changedAt < chatsAsOf(this.#log, this.#end).get(chatId)!.changedAt || !claimed.isIn;
      const isNewer = known.changedAt >= claimed.changedAt || (!known.isIn && isOver);
      expect(isNewer, `${chatId}: in or out`).toBe(true);
      if (claimed.isIn && known.isIn) expect(known.version).toBeGreaterThanOrEqual(claimed.version);
    }
    const newest = profiles.findLast((seq) => seq <= cursor.streams.DIRECTORY!) ?? 0;
    expect(this.profileAt).toBeGreaterThanOrEqual(newest);
  }
}

const setting = fc.record({
  log: logArbitrary,
  registersAfter: fc.nat(40),
  delay: fc.nat(20),
  ahead: fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5)),
  /** After each event: which question is answered, as of how many events after it was asked. */
  answers: fc.array(fc.record({ which: fc.nat(3), later: fc.nat(8) }), { maxLength: 60, size: 'max' }),
});

/** Answered as of some events after it was asked: behind the gateway by then, or ahead of it. */
type Question = { answer: (later: number) => void };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('who comes and goes is sent each chat whole, then all of it, nothing after leaving, and no cursor leads', async () => {
  await fc.assert(
    fc.asyncProperty(setting, async ({ log, registersAfter, delay, ahead, answers }) => {
      const questions = new Set<Question>();
      let passed = 0;
      const ask = <T>(signal: AbortSignal, read: (seen: number) => T | undefined) =>
        new Promise<T | undefined>((resolve) => {
          const askedAt = passed;
          const question: Question = {
            answer: (later) => {
              const value = read(Math.min(log.length, askedAt + later));
              if (value === undefined) return;
              questions.delete(question);
              resolve(value);
            },
          };
          questions.add(question);
          signal.addEventListener('abort', () => {
            questions.delete(question);
            resolve(undefined);
          });
        });
      const hub = new Hub({
        start: zero,
        limits,
        loads: {
          ...noLoads,
          chat: (userId, chatId, _min, signal) =>
            ask(signal, (seen) => {
              const known = chatsAsOf(log, positionAfter(log.slice(0, seen))).get(chatId);
              expect(userId).toBe(ann);
              return known?.isIn ? ({ id: chatId, version: known.version } as Chat) : undefined;
            }),
          concerned: (userId, _min, signal) => ask(signal, () => (userId === bob ? [ann, bob] : [userId])),
        },
      });
      const device = new Collector(ann);
      const registered = Math.min(registersAfter, log.length);
      hub.publish(log.slice(0, registered));
      const holding = hub.hold(device);

      const end = positionAfter(log);
      const snapshot: Cursor = { generation, streams: {} };
      for (const [i, stream] of streams.entries()) {
        snapshot.streams[stream] = Math.min(end.streams[stream]!, holding.at.streams[stream]! + ahead[i]!);
      }
      const known = [...chatsAsOf(log, snapshot)].filter(([, { isIn }]) => isIn);
      device.membership = membershipOf(
        known.map(([chatId]) => chatId),
        [],
      );

      passed = registered;
      const answer = async () => {
        const { which, later } = answers.shift() ?? { which: 3, later: 0 };
        [...questions][which]?.answer(later);
        await turn();
      };
      const passOn = async (count: number) => {
        for (const stop = Math.min(log.length, passed + count); passed < stop; ) {
          hub.publish(log.slice(passed, ++passed));
          await answer();
        }
      };
      await passOn(delay);
      let readyAt = -1;
      let ready: Cursor | undefined;
      const goingLive = holding.reached(snapshot).then(() => {
        ready = holding.goLive(snapshot);
        readyAt = device.got.length;
      });
      await turn();
      await passOn(log.length);
      await goingLive;
      for (let rounds = 0; questions.size > 0; rounds++) {
        expect(rounds).toBeLessThan(100);
        for (const question of [...questions]) question.answer(log.length);
        await turn();
      }

      const profiles = log.filter(({ event }) => event?.type === 'ProfileChanged' && event.userId === bob);
      const profileSeqs = profiles.filter(({ stream }) => stream === 'DIRECTORY').map(({ seq }) => seq);
      const client = new Client(log, snapshot);
      for (const [i, { push, cursor }] of device.got.entries()) {
        if (i === readyAt) client.mayClaim(ready!, profileSeqs);
        client.take(push);
        if (cursor) client.mayClaim(cursor, profileSeqs);
      }
      const final = chatsAsOf(log, end);
      for (const [chatId, { isIn, version }] of final) {
        const has = client.chats.get(chatId) ?? { isIn: false, version: 0 };
        expect([chatId, has.isIn], 'in or out').toEqual([chatId, isIn]);
        if (isIn) expect(has.version).toBe(version);
        expect(device.membership.chats.has(chatId)).toBe(isIn);
      }
      client.mayClaim(end, profileSeqs);
      expect(hub.cursor).toMatchObject(end);
      expect(hub.heldEvents).toBe(0);
    }),
    { numRuns: 1_000 },
  );
});
