import type { Aggregated, AggregateKind, Aggregates, Loaded } from '@messenger/event-store';
import { directChatId, pairId, silentLogger } from '@messenger/kit';
import {
  type ChatEvent,
  type ContactCommand,
  type ContactEvent,
  isRefusal,
  type Sent,
  type UserEvent,
} from '@messenger/proto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chatKind } from '../domain/chat/kind.ts';
import { contactKind } from '../domain/contact/kind.ts';
import { userKind } from '../domain/user/kind.ts';
import { contactCommand } from './contact-command.ts';
import { createDirect } from './create-chat.ts';
import type { Deps } from './deps.ts';
import { sendMessage } from './send-message.ts';

/*
 * The handlers as they are, over a log in memory in which every read and every append may come at any time among the
 * others', and an acknowledgement may be lost: what must hold for two chats of two people each, however three of them
 * ask, accept, remove, write and repeat themselves.
 */

type Pause = () => Promise<void>;

function aggregatesInMemory<State, Command extends { commandId: string; by: string }, Event extends Aggregated>(
  { decider, idField }: AggregateKind<State, Command, Event>,
  pause: Pause,
  loseAcknowledgement: () => boolean,
) {
  const logs = new Map<string, Event[]>();
  const load = (id: string): Loaded<State> => {
    const events = logs.get(id) ?? [];
    const state = events.reduce(decider.evolve, decider.initial);
    return { state, seq: events.length, version: events.length, hash: null, lastAt: undefined };
  };
  const aggregates: Aggregates<State, Command, Event> = {
    async read(id) {
      await pause();
      return load(id);
    },
    async execute(id, command, { prepare } = {}) {
      for (;;) {
        await pause();
        const loaded = load(id);
        const prepared = prepare ? await prepare(loaded, command) : command;
        if (isRefusal(prepared)) return prepared;
        const decision = decider.decide(loaded.state, prepared);
        if (isRefusal(decision)) return decision;
        if (!decision) return { ...loaded, event: undefined };
        await pause();
        const events = logs.get(id) ?? [];
        if (events.length !== loaded.seq) continue;
        const [version, at] = [events.length + 1, '2026-11-23T08:00:00.000Z'];
        const base = { id: command.commandId, by: command.by, [idField]: id, version, prev: null, at };
        const event = { ...base, ...decision } as unknown as Event;
        logs.set(id, [...events, event]);
        if (loseAcknowledgement()) continue;
        return { ...load(id), event };
      }
    },
  };
  return { logs, aggregates };
}

const people = ['a', 'b', 'c'].map((letter) => `01990000-0000-7000-8000-00000000000${letter}`) as [
  string,
  string,
  string,
];
const person = fc.constantFrom(...people);
/** Few ids, so that some commands are repeated and some ids are used by two. */
const commandId = fc.integer({ min: 0, max: 30 }).map((n) => `01990000-0000-7000-9000-${String(n).padStart(12, '0')}`);
const kinds = ['request', 'accept', 'decline', 'remove', 'create', 'send', 'send'] as const;
const two = fc.uniqueArray(person, { minLength: 2, maxLength: 2 }).map(([by, other]) => ({ by: by!, other: other! }));
const asked = fc.record({ kind: fc.constantFrom(...kinds), two, commandId });
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

function world(pause: Pause, loseAcknowledgement: () => boolean) {
  const chats = aggregatesInMemory(chatKind, pause, loseAcknowledgement);
  const contacts = aggregatesInMemory(contactKind, pause, loseAcknowledgement);
  const users = aggregatesInMemory(userKind, pause, loseAcknowledgement);
  for (const userId of people) {
    const data = { username: `user_${userId.at(-1)}`, displayName: 'User' };
    const registered = { id: userId, type: 'UserRegistered', v: 1, userId, version: 1, prev: null, by: userId };
    users.logs.set(userId, [{ ...registered, at: '2026-11-23T07:00:00.000Z', data } as UserEvent]);
  }
  const deps = {
    events: { shape: { generation: '0a1b2c3d', chatShards: 1 } },
    log: silentLogger,
    chats: chats.aggregates,
    contacts: contacts.aggregates,
    users: users.aggregates,
  } as unknown as Deps;
  const context = { requestId: 'test', traceparent: undefined, log: silentLogger };
  const run = ({ kind, two: { by, other }, commandId }: Asked) => {
    const contact = (rest: Pick<ContactCommand, 'type'> & { userId?: string; pairId?: string }) =>
      contactCommand(deps, { ...rest, commandId, by } as ContactCommand, { ...context });
    const chatId = directChatId(by, other);
    switch (kind) {
      case 'request':
        return contact({ type: 'RequestContact', userId: other });
      case 'accept':
        return contact({ type: 'AcceptContact', pairId: pairId(by, other) });
      case 'decline':
        return contact({ type: 'DeclineContact', pairId: pairId(by, other) });
      case 'remove':
        return contact({ type: 'RemoveContact', userId: other });
      case 'create':
        return createDirect(deps, { type: 'CreateDirect', commandId, by, userId: other, chatId }, { ...context });
      case 'send':
        return sendMessage(deps, { type: 'SendMessage', commandId, by, chatId, text: 'hello' }, { ...context });
    }
  };
  return { run, chatLogs: chats.logs, contactLogs: contacts.logs };
}

function expectSound(chatLogs: Map<string, ChatEvent[]>, contactLogs: Map<string, ContactEvent[]>): void {
  for (const events of [...chatLogs.values(), ...contactLogs.values()]) {
    expect(events.map(({ version }) => version)).toEqual(events.map((_, i) => i + 1));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  }
  for (const [chatId, events] of chatLogs) {
    const ordinals = events.flatMap((event) => (event.type === 'MessageSent' ? [event.data.ordinal] : []));
    expect(ordinals).toEqual(ordinals.map((_, i) => i + 1));
    expect(events.filter((event) => event.type === 'ChatCreated')).toHaveLength(1);
    const { members } = events.reduce(chatKind.decider.evolve, chatKind.decider.initial);
    const [a, b] = [...members.keys()];
    expect(chatId).toBe(directChatId(a!, b!));
    const pair = (contactLogs.get(pairId(a!, b!)) ?? []).reduce(
      contactKind.decider.evolve,
      contactKind.decider.initial,
    );
    const { closed } = events.reduce(chatKind.decider.evolve, chatKind.decider.initial);
    expect(closed).toBe(pair.standing !== 'contacts');
    for (const [i, event] of events.entries()) {
      if (event.type !== 'MessageSent') continue;
      const before = events.slice(0, i).reduce(chatKind.decider.evolve, chatKind.decider.initial);
      expect(before.closed).toBe(false);
      expect(members.has(event.by)).toBe(true);
    }
  }
}

/** Two become contacts and make their chat. */
const prologue = (a: string, b: string): Asked[] => {
  const id = (n: number) => `01990000-0000-7000-a000-${a.at(-1)}${b.at(-1)}${String(n).padStart(10, '0')}`;
  return [
    { kind: 'request', two: { by: a, other: b }, commandId: id(1) },
    { kind: 'accept', two: { by: b, other: a }, commandId: id(2) },
    { kind: 'create', two: { by: a, other: b }, commandId: id(3) },
  ];
};

/** Runs the commands at once, on top of the first `steps` of the prologue, in the order that the scheduler finds. */
async function atOnce(scheduler: fc.Scheduler, steps: number, commands: Asked[], loseAcknowledgement: () => boolean) {
  let hurried = false;
  const pause = () => (hurried ? scheduler.schedule(Promise.resolve()) : Promise.resolve());
  const made = world(pause, () => hurried && loseAcknowledgement());
  for (const first of prologue(people[0], people[1]).slice(0, steps)) await made.run(first);
  hurried = true;
  const running = Promise.all(commands.map(async (command) => ({ command, answer: await made.run(command) })));
  await scheduler.waitFor(running);
  return { ...made, answers: await running };
}

const steps = fc.integer({ min: 0, max: 3 });
const luck = fc.infiniteStream(fc.integer({ min: 0, max: 9 }));

test('whatever three people do in whatever order: gapless versions, dense ordinals, one chat a pair, open iff contacts', async () => {
  const commands = fc.array(asked, { maxLength: 14 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), steps, commands, luck, async (scheduler, steps, commands, luck) => {
      const lost = () => luck.next().value === 0;
      const { chatLogs, contactLogs, answers } = await atOnce(scheduler, steps, commands, lost);
      expectSound(chatLogs, contactLogs);
      for (const { command, answer } of answers) {
        if (command.kind !== 'send' || isRefusal(answer)) continue;
        const { messageId, version, ordinal } = answer as Sent;
        const stored = chatLogs.get(directChatId(command.two.by, command.two.other))?.[version - 1];
        expect(stored).toMatchObject({ id: messageId, by: command.two.by, data: { ordinal } });
      }
    }),
    { numRuns: 300 },
  );
}, 30_000);

test('two contacts of whom one leaves while one opens the chat: it is closed in the end', async () => {
  const [ann, bob] = people;
  const kind = fc.constantFrom('remove', 'create', 'request', 'accept' as const);
  const two = fc.constantFrom({ by: ann, other: bob }, { by: bob, other: ann });
  const commands = fc.array(fc.record({ kind, two, commandId: fc.uuid({ version: 7 }) }), {
    minLength: 2,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), commands, luck, async (scheduler, commands, luck) => {
      const lost = () => luck.next().value! < 4;
      const { chatLogs, contactLogs } = await atOnce(scheduler, 2, commands as Asked[], lost);
      expectSound(chatLogs, contactLogs);
    }),
    { numRuns: 300 },
  );
}, 30_000);

test('two who create their chat in the same instant get one chat, and one of them made it', async () => {
  const [ann, bob] = people;
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.uuid(), fc.uuid(), async (scheduler, one, other) => {
      const commands: Asked[] = [
        { kind: 'create', two: { by: ann, other: bob }, commandId: one },
        { kind: 'create', two: { by: bob, other: ann }, commandId: other },
      ];
      const { chatLogs, answers } = await atOnce(scheduler, 2, commands, () => false);
      expect(answers.map(({ answer }) => 'created' in answer && answer.created).toSorted()).toEqual([false, true]);
      expect(chatLogs.size).toBe(1);
    }),
  );
});
