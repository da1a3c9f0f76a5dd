import { isRefusal, maxMembers, type UserId } from '@messenger/proto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChatModel } from '../../../test/chat-model.ts';
import { asks, chatId, eventOf, idOf, person, type Told } from '../../../test/chat-story.ts';
import type { ChatDeciderCommand } from './commands.ts';
import { chatDecider } from './decide.ts';
import { type ChatState, chatSnapshot } from './state.ts';

const people = [1, 2, 3, 4, 5].map(person);
const who = fc.constantFrom(...people);
/** Few, so that commands are repeated, ids used by two, and messages named by what is none; sends have the least. */
const ids = Array.from({ length: 90 }, (_, i) => idOf(i + 1));
const id = fc.constantFrom(...ids);
const sendId = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...ids.slice(0, 20)) }, { weight: 1, arbitrary: id });
const messageId = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...ids.slice(0, 5)) }, { weight: 1, arbitrary: id });
const some = fc.uniqueArray(who, { minLength: 1, maxLength: 5 });
/** As many newcomers at once as make a group full soon. */
const crowd = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(1, 80, 299))
  .map(([block, size]) => Array.from({ length: size }, (_, i) => person(0x1000 * (block + 1) + i)));
const emoji = fc.constantFrom('👍', '👍', '👍', '❤️', 'no');
const text = fc.oneof(
  { weight: 15, arbitrary: fc.constant('hello') },
  { weight: 1, arbitrary: fc.constantFrom(' ', 'a\u0000') },
);
const replyTo = fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: messageId });
const asked = fc
  .tuple(
    id,
    sendId,
    who,
    fc.oneof(
      {
        weight: 40,
        arbitrary: fc.record({ type: fc.constant('SendMessage'), text, replyTo }),
      },
      { weight: 10, arbitrary: fc.record({ type: fc.constant('EditMessage'), text, messageId }) },
      { weight: 6, arbitrary: fc.record({ type: fc.constant('DeleteMessage'), messageId }) },
      {
        weight: 20,
        arbitrary: fc.record({ type: fc.constantFrom('AddReaction', 'RemoveReaction'), messageId, emoji }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          type: fc.constant('UpdateChat'),
          name: fc.constantFrom('Yard', 'Park', ' '),
          slug: fc.constantFrom('yard', null),
        }),
      },
      { weight: 10, arbitrary: fc.record({ type: fc.constant('AddMembers'), userIds: fc.oneof(some, crowd) }) },
      { weight: 3, arbitrary: fc.record({ type: fc.constant('RemoveMember'), userId: who }) },
      {
        weight: 10,
        arbitrary: fc.record({
          type: fc.constant('ChangeRole'),
          userId: who,
          role: fc.constantFrom('owner', 'admin', 'member'),
        }),
      },
      { weight: 2, arbitrary: fc.record({ type: fc.constant('LeaveChat') }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('DeleteChat') }) },
      { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('CloseDirect', 'ReopenDirect') }) },
      {
        weight: 2,
        arbitrary: fc.record({ type: fc.constant('CreateGroup'), name: fc.constant('Garden'), memberIds: some }),
      },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('CreateDirect'), userId: who }) },
    ),
  )
  .map(
    ([anyId, sendId, by, rest]) =>
      ({ ...rest, by, chatId, commandId: rest.type === 'SendMessage' ? sendId : anyId }) as ChatDeciderCommand,
  );
const opening = fc.constantFrom('CreateGroup', 'CreateGroup', 'CreateGroup', 'CreateDirect').map((type) => {
  const base = { commandId: idOf(0), facts: { strangers: [], areContacts: true } };
  return type === 'CreateGroup'
    ? asks('CreateGroup', people[0]!, { ...base, name: 'Garden', memberIds: people })
    : asks('CreateDirect', people[0]!, { ...base, userId: people[1]! });
});

const withFacts = (command: ChatDeciderCommand, model: ChatModel, state: ChatState): ChatDeciderCommand => {
  if (command.type === 'CloseDirect' || command.type === 'ReopenDirect') return command;
  const about = 'messageId' in command ? command.messageId : 'replyTo' in command ? command.replyTo : undefined;
  const { commandId, by } = command;
  const older = !state.recent.find(commandId) && state.recent.mayHaveDropped(commandId) ? model.older(commandId) : null;
  const target = about === undefined ? null : model.target(about, by);
  return { ...command, facts: { strangers: [], areContacts: true, older, target } } as ChatDeciderCommand;
};

function expectSound(state: ChatState, model: ChatModel): void {
  expect([...state.members]).toEqual(model.members.map(({ userId, role }) => [userId, role]));
  expect(state.lastOrdinal).toBe(model.messages.size);
  expect(state.members.size).toBeLessThanOrEqual(maxMembers);
  const owners = [...state.members.values()].filter((role) => role === 'owner').length;
  const over = state.kind === 'group' && state.members.size === 0;
  expect(owners).toBe(state.kind === 'group' && !over ? 1 : 0);
  if (state.kind === 'group') expect(state.closed).toBe(over);
  else expect(state.members.size).toBe(state.kind ? 2 : 0);
  if (over) expect(state.slug).toBeNull();
}

/** Gives the commands one after another; each a second time, and a second time to a state that went through JSON. */
function live(
  commands: ChatDeciderCommand[],
  before: ChatState = chatDecider.initial,
  model = new ChatModel(),
  readModel = model,
) {
  let state = before;
  for (const command of commands) {
    const prepared = withFacts(command, readModel, state);
    const decision = chatDecider.decide(state, prepared);
    const kept = chatSnapshot.fromJson(JSON.parse(JSON.stringify(chatSnapshot.toJson(state))));
    expect(chatDecider.decide(kept, prepared)).toEqual(decision);
    if (decision === undefined || isRefusal(decision)) continue;
    const told = { type: decision.type, by: command.by, data: decision.data } as Told;
    const event = eventOf(told, model.events.length + 1, command.commandId);
    model.take(event);
    state = chatDecider.evolve(state, event);
    expect(state.recent.find(event.id)?.version).toBe(model.events.length);
    expect(chatDecider.decide(state, withFacts(command, readModel, state))).toBeUndefined();
    const others = chatDecider.decide(state, withFacts({ ...command, by: person(0x99) }, readModel, state));
    expect(isRefusal(others) && others.code).toBe('not_found');
    expectSound(state, model);
  }
  return { state, model };
}

test('whatever five people do: one owner, 300 at most, dense ordinals, nobody acts who is out, nothing happens twice', () => {
  fc.assert(
    fc.property(opening, fc.array(asked, { minLength: 60, maxLength: 60 }), (first, commands) => {
      live([first, ...commands]);
    }),
    { numRuns: 1_000 },
  );
}, 60_000);

test('the same beyond what the state remembers, with the read model to ask', () => {
  const [ann] = people as [UserId];
  const sends = Array.from({ length: 1_150 }, (_, i) =>
    asks('SendMessage', ann, { text: 'hello', commandId: idOf(i + 1) }),
  );
  const facts = { strangers: [] };
  const opened = asks('CreateGroup', ann, { name: 'Garden', memberIds: people, commandId: idOf(0), facts });
  const model = new ChatModel();
  let state = chatDecider.initial;
  for (const command of [opened, ...sends]) {
    const decision = chatDecider.decide(state, command);
    if (!decision || isRefusal(decision)) throw new Error('not sent');
    const event = eventOf({ ...decision, by: ann } as Told, model.events.length + 1, command.commandId);
    model.take(event);
    state = chatDecider.evolve(state, event);
  }
  expect(state.recent.find(idOf(60))).toBeUndefined();
  for (const command of [opened, ...sends.slice(0, 60)]) {
    expect(chatDecider.decide(state, withFacts(command, model, state))).toBeUndefined();
    const stolen = chatDecider.decide(state, withFacts({ ...command, by: people[1]! }, model, state));
    expect(isRefusal(stolen) && stolen.code).toBe('id_reused');
  }
  fc.assert(
    fc.property(fc.array(asked, { minLength: 20, maxLength: 20 }), (commands) => {
      const again = new ChatModel();
      for (const event of model.events) again.take(event);
      // The read model knows nothing of what these commands do: what is remembered since must make up for it.
      live(commands, state, again, model);
    }),
    { numRuns: 100 },
  );
}, 60_000);
