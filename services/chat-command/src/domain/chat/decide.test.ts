import { expect, test } from 'vitest';
import { asks, at, chat, direct, group, idOf, person, sent, story, told } from '../../../test/chat-story.ts';
import { chatDecider } from './decide.ts';
import type { Happened } from './recent.ts';
import { chatSnapshot } from './state.ts';

const [ann, bob, eve] = [person(0xa), person(0xb), person(0xe)];
const created = direct(ann, bob);
const closed = told('DirectClosed', bob, {});
const send = (by: string, text = 'hello', commandId = idOf(99)) => asks('SendMessage', by, { text, commandId });
const create = (by: string, areContacts: boolean, commandId = idOf(99)) =>
  asks('CreateDirect', by, { userId: by === ann ? bob : ann, commandId, facts: { areContacts } });

test('contacts create their chat, with both as members', () => {
  chat()
    .when(create(bob, true))
    .thenEvent('ChatCreated', {
      kind: 'direct',
      name: null,
      slug: null,
      avatar: null,
      members: [
        { userId: bob, role: 'member' },
        { userId: ann, role: 'member' },
      ],
    });
});

test('who are no contacts, or not known to be, create nothing', () => {
  chat().when(create(ann, false)).thenRefused('not_contacts');
  chat(created, closed).when(create(ann, false)).thenRefused('not_contacts');
  chat()
    .when(asks('CreateDirect', ann, { userId: ann, facts: { areContacts: true } }))
    .thenRefused('validation_failed');
  chat()
    .when(asks('CreateDirect', ann, { userId: bob }))
    .thenRefused('not_contacts');
});

test('a chat that is there already is not created again', () => {
  chat(created).when(create(bob, true)).thenNothing();
  chat(created, sent(ann, 1), closed).when(create(ann, true)).thenNothing();
  chat(created)
    .when(create(ann, false, idOf(1)))
    .thenNothing();
  chat(created)
    .when(asks('CreateDirect', eve, { userId: ann, facts: { areContacts: true } }))
    .thenRefused('not_found');
});

test('closing and reopening do something only where it is not so yet', () => {
  const [close, reopen] = [asks('CloseDirect', bob, {}), asks('ReopenDirect', bob, {})];
  chat(created).when(close).thenEvent('DirectClosed', {});
  chat(created, closed).when(close).thenNothing();
  chat(created, closed).when(reopen).thenEvent('DirectReopened', {});
  chat(created).when(reopen).thenNothing();
  chat().when(close).thenNothing();
  chat(group(ann, [bob]))
    .when(close)
    .thenNothing();
});

test('the same command by the same user is already so, whatever happened since', () => {
  chat(created, sent(ann, 1))
    .when(send(ann, 'another text', idOf(2)))
    .thenNothing();
  chat(created, sent(ann, 1), closed)
    .when(send(ann, '', idOf(2)))
    .thenNothing();
  const gone = told('ChatDeleted', ann, {});
  chat(group(ann, [bob]), gone)
    .when(asks('DeleteChat', ann, { commandId: idOf(2) }))
    .thenNothing();
  const out = told('MemberLeft', bob, { newOwnerId: null, closed: false });
  for (const again of [
    asks('LeaveChat', bob, { commandId: idOf(2) }),
    asks('RemoveMember', bob, { userId: bob, commandId: idOf(2) }),
  ]) {
    chat(group(ann, [bob]), out)
      .when(again)
      .thenNothing();
  }
});

test("an id of another's command, or of what is no such command, is taken", () => {
  chat(created, sent(ann, 1))
    .when(send(bob, 'hi', idOf(2)))
    .thenRefused('id_reused');
  chat(created)
    .when(send(ann, 'hi', idOf(1)))
    .thenRefused('id_reused');
  chat(created, sent(ann, 1))
    .when(send(eve, 'hi', idOf(2)))
    .thenRefused('not_found');
  chat(created)
    .when(create(bob, true, idOf(1)))
    .thenRefused('id_reused');
  chat(created)
    .when(asks('CreateDirect', eve, { userId: ann, commandId: idOf(1), facts: { areContacts: true } }))
    .thenRefused('not_found');
  chat(group(ann, [bob]), sent(ann, 1))
    .when(asks('DeleteChat', ann, { commandId: idOf(2) }))
    .thenRefused('id_reused');
});

test('an id that the state has dropped is judged by what the read model knows', () => {
  const older: Happened = { id: idOf(99), type: 'MessageSent', by: ann, version: 2, ordinal: 1, at };
  const knowing = (by: string, known: Happened | null) =>
    asks('SendMessage', by, { text: 'hello', commandId: idOf(99), facts: { older: known } });
  chat(created).when(knowing(ann, older)).thenNothing();
  chat(created).when(knowing(bob, older)).thenRefused('id_reused');
  chat(created)
    .when(knowing(ann, { ...older, type: 'ChatUpdated' }))
    .thenRefused('id_reused');
  chat(created).when(knowing(eve, older)).thenRefused('not_found');
  chat(created).when(knowing(ann, null)).thenEvent('MessageSent');
});

test('a state that went through a snapshot decides the same', () => {
  const events = story(
    group(ann, [bob], 'garden'),
    sent(ann, 1),
    told('MessageDeleted', ann, { messageId: idOf(2), ordinal: 1 }),
  );
  const state = events.reduce(chatDecider.evolve, chatDecider.initial);
  const again = chatSnapshot.fromJson(JSON.parse(JSON.stringify(chatSnapshot.toJson(state))));
  expect(again).toEqual(state);
  for (const command of [send(ann, 'hi', idOf(2)), send(ann), asks('UpdateChat', ann, { slug: 'garden' })]) {
    expect(chatDecider.decide(again, command)).toEqual(chatDecider.decide(state, command));
  }
});
