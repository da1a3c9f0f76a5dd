import type { FollowedEvent } from '@messenger/event-store';
import type { Cursor } from '@messenger/proto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Collector } from './collector.fixture.ts';
import { chatCreated, contactEvent, followed, messageSent, poison, uuid } from './events.fixture.ts';
import { frameOf } from './frame.ts';
import { Hub } from './hub.ts';
import { noLoads } from './loads.fixture.ts';
import { membershipOf } from './membership.ts';

const streams = ['DIRECTORY', 'CHAT-0', 'CHAT-1'];
const generation = '0000000a';
const zero: Cursor = { generation, streams: { DIRECTORY: 0, 'CHAT-0': 0, 'CHAT-1': 0 } };
const limits = { maxEvents: 1_000, maxBytes: 1_000_000 };
const [ann, bob, eve] = [uuid('u', 1), uuid('u', 2), uuid('u', 3)];

const newHub = (more = limits) => new Hub({ start: zero, limits: more, loads: noLoads });

/** A log: in which order the gateway reads it, and what each event is. Chats live in one stream each. */
const logArbitrary = fc
  .array(fc.record({ stream: fc.nat(2), kind: fc.nat(9), chat: fc.nat(2), withAnn: fc.boolean() }), { maxLength: 40 })
  .map((steps) => {
    const seqs: Record<string, number> = { DIRECTORY: 0, 'CHAT-0': 0, 'CHAT-1': 0 };
    const created = new Set<string>();
    return steps.map(({ stream: s, kind, chat, withAnn }, i): FollowedEvent => {
      const stream = streams[s]!;
      const seq = ++seqs[stream]!;
      const id = uuid('e', i);
      if (kind === 9) return poison(stream, seq);
      if (s === 0) {
        const type = kind % 2 === 0 ? 'ContactAccepted' : 'ContactRemoved';
        return followed(stream, seq, contactEvent(type, id, withAnn ? ann : eve, bob));
      }
      const chatId = uuid(stream.at(-1)!, chat);
      if (created.has(chatId)) return followed(stream, seq, messageSent(chatId, id, bob));
      created.add(chatId);
      return followed(stream, seq, chatCreated(chatId, id, withAnn ? [bob, ann] : [bob, eve]));
    });
  });

const positionAfter = (events: FollowedEvent[]): Cursor => {
  const at = { ...zero.streams };
  for (const { stream, seq } of events) at[stream] = seq;
  return { generation, streams: at };
};

/** What a read model knows at a position, by the plainest means. */
function annAsOf(log: FollowedEvent[], at: Cursor) {
  const seen = log.filter(({ stream, seq }) => seq <= at.streams[stream]!);
  const chats = new Set<string>();
  const contacts = new Set<string>();
  for (const { event } of seen) {
    if (event?.type === 'ChatCreated' && event.data.members.some((m) => m.userId === ann)) chats.add(event.chatId);
    if (event?.type === 'ContactAccepted' && event.data.requester.id === ann) contacts.add(bob);
    if (event?.type === 'ContactRemoved' && event.data.requester.id === ann) contacts.delete(bob);
  }
  return { chats, contacts };
}

/** Whether an event is any of Ann's business, chats being joined only by their creation. */
function concernsAnn(log: FollowedEvent[], { event }: FollowedEvent): boolean {
  if (!event) return false;
  const { chats } = annAsOf(log, positionAfter(log));
  if ('chatId' in event) return chats.has(event.chatId);
  return 'pairId' in event && event.data.requester.id === ann;
}

const setting = fc.record({
  log: logArbitrary,
  /** After how many events Ann registers; how many more were passed on when she goes live at the earliest. */
  registersAfter: fc.nat(40),
  delay: fc.nat(20),
  /** How far the snapshot is beyond her registration, per stream. */
  ahead: fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5)),
  batch: fc.integer({ min: 1, max: 5 }),
});

test('whoever comes in between gets every event once, in order, and no cursor leads', async () => {
  await fc.assert(
    fc.asyncProperty(setting, async ({ log, registersAfter, delay, ahead, batch }) => {
      const hub = newHub();
      const device = new Collector(ann);
      const registered = Math.min(registersAfter, log.length);
      hub.publish(log.slice(0, registered));
      const holding = hub.hold(device);
      expect(holding.at).toMatchObject(positionAfter(log.slice(0, registered)));

      const end = positionAfter(log);
      const snapshot: Cursor = { generation, streams: {} };
      for (const [i, stream] of streams.entries()) {
        snapshot.streams[stream] = Math.min(end.streams[stream]!, holding.at.streams[stream]! + ahead[i]!);
      }
      const known = annAsOf(log, snapshot);
      device.membership = membershipOf(known.chats, known.contacts);

      let passed = registered;
      const passOn = (count: number) => {
        const stop = Math.min(log.length, passed + count);
        for (; passed < stop; passed += batch) hub.publish(log.slice(passed, Math.min(stop, passed + batch)));
        passed = stop;
      };
      passOn(delay);
      let live = false;
      let sentUpTo: Cursor | undefined;
      let countAtLive = 0;
      const goingLive = holding.reached(snapshot).then((reached) => {
        expect(reached).toBe(true);
        sentUpTo = holding.goLive(snapshot);
        countAtLive = device.got.length;
        live = true;
      });
      await Promise.resolve();
      while (passed < log.length) {
        passOn(batch);
        await Promise.resolve();
        await Promise.resolve();
      }
      await goingLive;
      expect(live).toBe(true);

      const due = log.filter((event) => event.seq > snapshot.streams[event.stream]! && concernsAnn(log, event));
      const each = device.got.map(({ push }) => `${push.type} ${push.id}`);
      expect(new Set(each).size).toBe(each.length);
      const got = [...new Set(device.got.map(({ push }) => push.id))];
      expect(got).toEqual(due.map(({ id }) => id));

      const orderOf = new Map(got.map((id, i) => [id, i]));
      for (const { push, cursor } of device.got) {
        for (const event of due) {
          const claimed = event.seq <= cursor!.streams[event.stream]!;
          if (claimed) expect(orderOf.get(event.id)).toBeLessThanOrEqual(orderOf.get(push.id)!);
        }
      }
      const sentAtLive = new Set(device.got.slice(0, countAtLive).map(({ push }) => push.id));
      for (const event of due) {
        if (event.seq <= sentUpTo!.streams[event.stream]!) expect(sentAtLive.has(event.id)).toBe(true);
      }
      const final = annAsOf(log, end);
      expect(device.membership).toEqual(membershipOf(final.chats, final.contacts));
      expect(hub.heldEvents).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test('a batch that comes again changes nothing', () => {
  const hub = newHub();
  const device = new Collector(ann);
  hub.hold(device).goLive(zero);
  const batch = [followed('CHAT-0', 1, chatCreated(uuid('c', 1), uuid('e', 1), [bob, ann]))];
  hub.publish(batch);
  hub.publish(batch);
  expect(device.got.map(({ push }) => push.type)).toEqual(['chat:added', 'chat:created']);
  // The first of an event's pushes does not claim the second.
  expect(device.got.map(({ cursor }) => cursor?.streams['CHAT-0'])).toEqual([0, 1]);
});

test('the same bytes go to everyone in a chat', () => {
  const hub = newHub();
  const frames: Buffer[] = [];
  for (const userId of [ann, ann, bob]) {
    const device = new Collector(userId);
    device.receive = ({ bytes }) => void frames.push(bytes);
    device.membership = membershipOf([uuid('c', 1)], []);
    hub.hold(device).goLive(zero);
  }
  hub.publish([followed('CHAT-0', 1, messageSent(uuid('c', 1), uuid('e', 1), bob))]);
  expect(frames).toHaveLength(3);
  expect(new Set(frames).size).toBe(1);
});

test('beyond the limits the oldest holder is given up, the younger one is served', async () => {
  const hub = newHub({ maxEvents: 3, maxBytes: 1_000_000 });
  const [old, young] = [new Collector(ann), new Collector(ann)];
  const messages = Array.from({ length: 6 }, (_, i) =>
    followed('CHAT-0', i + 1, messageSent(uuid('c', 1), uuid('e', i), bob)),
  );
  const first = hub.hold(old);
  const waiting = first.reached({ ...zero, streams: { 'CHAT-0': 99 } });
  hub.publish(messages.slice(0, 3));
  const second = hub.hold(young);
  hub.publish(messages.slice(3, 5));
  expect(await waiting).toBe(false);
  expect(first.goLive(zero)).toBeUndefined();
  young.membership = membershipOf([uuid('c', 1)], []);
  expect(second.goLive(second.at)?.streams['CHAT-0']).toBe(5);
  hub.publish(messages.slice(5));
  expect(young.got.map(({ push }) => push.id)).toEqual([uuid('e', 3), uuid('e', 4), uuid('e', 5)]);
});

test('who has left gets nothing, and is not kept for', () => {
  const hub = newHub();
  const device = new Collector(ann);
  const holding = hub.hold(device);
  hub.publish([poison('CHAT-0', 1)]);
  expect(hub.heldEvents).toBe(1);
  holding.release();
  expect(hub.heldEvents).toBe(0);
  expect(holding.goLive(zero)).toBeUndefined();
});

test('new contacts are told of, lost ones are not seen any more', () => {
  const hub = newHub();
  const device = new Collector(ann);
  hub.hold(device).goLive(zero);
  hub.publish([followed('DIRECTORY', 1, contactEvent('ContactAccepted', uuid('e', 1), ann, bob))]);
  expect(device.befriends).toEqual([bob]);
  const presence = () => frameOf('{"type":"presence:online","data":{}}', { ephemeral: true });
  hub.rooms.toContactsOf(bob, presence);
  hub.publish([followed('DIRECTORY', 2, contactEvent('ContactRemoved', uuid('e', 2), ann, bob))]);
  hub.rooms.toContactsOf(bob, presence);
  expect(device.got.map(({ push }) => push.type)).toEqual(['contact:accepted', 'presence:online', 'contact:removed']);
});
