import { expect, test } from 'vitest';
import { asks, chat, direct, group, idOf, person, removed, sent, told } from '../../../test/chat-story.ts';
import type { Target } from './commands.ts';
import { chatSnapshot } from './state.ts';

const [ann, bob, carl, eve] = [person(0xa), person(0xb), person(0xc), person(0xe)];
const garden = group(ann, [bob, carl]);
const closed = told('DirectClosed', bob, {});
const deleted = told('MessageDeleted', ann, { messageId: idOf(2), ordinal: 1 });
const send = (by: string, text = 'hello') => asks('SendMessage', by, { text });
const edit = (by: string, text = 'better', target?: Target | null) =>
  asks('EditMessage', by, { messageId: idOf(2), text, facts: { target } as { target: Target } });
const remove = (by: string, target?: Target | null) =>
  asks('DeleteMessage', by, { messageId: idOf(2), facts: { target } as { target: Target } });
const old: Target = { senderId: ann, ordinal: 7, deleted: false, attachments: 0 };

test('a member sends: the message has the next ordinal', () => {
  const nothing = { attachments: [], replyTo: null };
  chat(garden)
    .when(send(bob, 'hi'))
    .thenEvent('MessageSent', { ordinal: 1, text: 'hi', ...nothing });
  chat(direct(ann, bob), sent(ann, 1), closed, told('DirectReopened', bob, {}), sent(bob, 2))
    .when(send(ann))
    .thenEvent('MessageSent', { ordinal: 3 });
});

test('a stranger, one who was removed, and anyone in a chat that is not there, finds nothing', () => {
  chat(garden).when(send(eve)).thenRefused('not_found');
  chat(garden).when(send(eve, '')).thenRefused('not_found');
  chat(garden, removed(ann, carl)).when(send(carl)).thenRefused('not_found');
  chat(garden, told('ChatDeleted', ann, {}))
    .when(send(ann))
    .thenRefused('not_found');
  chat().when(send(ann)).thenRefused('not_found');
});

test.each([
  ['10,000 letters', 'a'.repeat(10_000)],
  ['10,000 astral characters', '🌱'.repeat(10_000)],
  ['line breaks around a word', '\n\nword\n'],
])('%s can be sent and be what a message is edited to', (_, text) => {
  chat(garden).when(send(ann, text)).thenEvent('MessageSent', { text });
  chat(garden, sent(ann, 1)).when(edit(ann, text)).thenEvent('MessageEdited', { text });
});

test.each([
  ['10,001 letters', 'a'.repeat(10_001)],
  ['10,001 astral characters', '🌱'.repeat(10_001)],
  ['nothing', ''],
  ['blanks alone', ' \n\t\u00a0'],
  ['nothing that shows', '\u200b\u3164\u00ad\u202e'],
  ['U+0000', 'a\u0000'],
  ['a lone surrogate', 'a\ud800'],
])('%s can neither be sent nor be what a message is edited to', (_, text) => {
  chat(garden).when(send(ann, text)).thenRefused('validation_failed');
  chat(garden, sent(ann, 1)).when(edit(ann, text)).thenRefused('validation_failed');
});

test('a closed chat takes nothing new; what one wrote can still be taken back', () => {
  const parted = [direct(ann, bob), sent(ann, 1), closed];
  chat(...parted)
    .when(send(ann))
    .thenRefused('chat_closed');
  chat(...parted)
    .when(edit(ann))
    .thenRefused('chat_closed');
  chat(...parted)
    .when(remove(ann))
    .thenEvent('MessageDeleted');
});

test('its author edits and deletes a message, nobody else does', () => {
  const said = chat(garden, sent(ann, 1));
  said.when(edit(ann)).thenEvent('MessageEdited', { messageId: idOf(2), ordinal: 1, text: 'better' });
  said.when(remove(ann)).thenEvent('MessageDeleted', { messageId: idOf(2), ordinal: 1 });
  for (const by of [bob, carl]) {
    said.when(edit(by)).thenRefused('forbidden');
    said.when(remove(by)).thenRefused('forbidden');
  }
  for (const command of [edit(eve), remove(eve)]) said.when(command).thenRefused('not_found');
  const out = chat(garden, sent(carl, 1), removed(ann, carl));
  for (const command of [edit(carl), remove(carl)]) out.when(command).thenRefused('not_found');
  const owner = chat(garden, sent(bob, 1));
  for (const command of [edit(ann), remove(ann)]) owner.when(command).thenRefused('forbidden');
});

test('a deleted message is not edited, and deleted once', () => {
  const gone = chat(garden, sent(ann, 1), deleted);
  gone.when(edit(ann)).thenRefused('conflict');
  gone.when(remove(ann)).thenNothing();
  gone.when(remove(bob)).thenRefused('forbidden');
});

test('a message with images may have its text edited away', () => {
  const image = { id: idOf(9), mime: 'image/webp', bytes: 1, width: 1, height: 1, animated: false, placeholder: '' };
  const data = { ordinal: 1, text: 'look', attachments: [image], replyTo: null };
  chat(garden, told('MessageSent', ann, data))
    .when(edit(ann, ''))
    .thenEvent('MessageEdited', { text: '', ordinal: 1 });
});

test('of a message that the state does not remember it takes what was fetched', () => {
  chat(garden)
    .when(edit(ann, 'better', old))
    .thenEvent('MessageEdited', { ordinal: 7 });
  chat(garden)
    .when(edit(bob, 'better', old))
    .thenRefused('forbidden');
  chat(garden)
    .when(edit(ann, 'better', { ...old, deleted: true }))
    .thenRefused('conflict');
  chat(garden)
    .when(edit(ann, '', { ...old, attachments: 2 }))
    .thenEvent('MessageEdited');
  chat(garden).when(remove(ann, old)).thenEvent('MessageDeleted', { ordinal: 7 });
  chat(garden)
    .when(remove(ann, { ...old, deleted: true }))
    .thenNothing();
  for (const nothing of [null, undefined]) {
    chat(garden)
      .when(edit(ann, 'better', nothing))
      .thenRefused('not_found');
    chat(garden).when(remove(ann, nothing)).thenRefused('not_found');
  }
});

test('what is no message of users cannot be edited, deleted or replied to', () => {
  const creation = { messageId: idOf(1), facts: { target: null } };
  chat(garden)
    .when(asks('EditMessage', ann, { ...creation, text: 'better' }))
    .thenRefused('not_found');
  chat(garden)
    .when(asks('DeleteMessage', ann, creation))
    .thenRefused('not_found');
  chat(garden)
    .when(asks('SendMessage', ann, { text: 'hm', replyTo: idOf(1), facts: { target: null } }))
    .thenRefused('not_found');
});

test('a reply quotes a message that is there', () => {
  const reply = (by: string, target?: Target | null) =>
    asks('SendMessage', by, { text: 'yes', replyTo: idOf(2), facts: { target } as { target: Target } });
  chat(garden, sent(ann, 1))
    .when(reply(bob))
    .thenEvent('MessageSent', { ordinal: 2, replyTo: { messageId: idOf(2), ordinal: 1, senderId: ann } });
  chat(garden)
    .when(reply(bob, old))
    .thenEvent('MessageSent', { replyTo: { messageId: idOf(2), ordinal: 7, senderId: ann } });
  chat(garden, sent(ann, 1), deleted).when(reply(bob)).thenRefused('not_found');
  chat(garden)
    .when(reply(bob, { ...old, deleted: true }))
    .thenRefused('not_found');
  chat(garden).when(reply(bob, null)).thenRefused('not_found');
  chat(garden, sent(ann, 1)).when(reply(eve)).thenRefused('not_found');
});

test('the texts of messages are no part of what is kept', () => {
  const data = { ordinal: 1, text: 'secret', attachments: [], replyTo: null };
  const { state } = chat(garden, told('MessageSent', ann, data));
  expect(JSON.stringify(chatSnapshot.toJson(state))).not.toContain('secret');
});
