import type { ChatEvent, Role } from '@messenger/proto';
import { given } from '@messenger/testkit';
import { expect, test } from 'vitest';
import type { ChatDeciderCommand } from './commands.ts';
import { chatDecider } from './decide.ts';
import type { Happened } from './recent.ts';
import { chatSnapshot } from './state.ts';

const ann = '01990000-0000-7000-8000-00000000000a';
const bob = '01990000-0000-7000-8000-00000000000b';
const eve = '01990000-0000-7000-8000-00000000000e';
const chatId = '3e6dd19b-bca0-52f7-b008-bca81c683e3e';
const at = '2026-11-23T08:00:00.000Z';
const idOf = (n: number) => `01990000-0000-7000-9000-${String(n).padStart(12, '0')}`;

/** The events of one chat, numbered as they come; the n-th has the id `idOf(n)`. */
function story(...tellings: { type: ChatEvent['type']; by: string; data: object }[]): ChatEvent[] {
  return tellings.map(
    (told, i) => ({ id: idOf(i + 1), v: 1, chatId, version: i + 1, prev: null, at, ...told }) as unknown as ChatEvent,
  );
}
const role: Role = 'member';
const members = [ann, bob].map((userId) => ({ userId, role }));
const created = {
  type: 'ChatCreated' as const,
  by: ann,
  data: { kind: 'direct', name: null, slug: null, avatar: null, members },
};
const sent = (by: string, ordinal: number) => ({
  type: 'MessageSent' as const,
  by,
  data: { ordinal, text: 'hello', attachments: [], replyTo: null },
});
const closed = { type: 'DirectClosed' as const, by: bob, data: {} };
const reopened = { type: 'DirectReopened' as const, by: bob, data: {} };

const send = (by: string, text = 'hello', commandId = idOf(99)): ChatDeciderCommand => ({
  type: 'SendMessage',
  by,
  text,
  chatId,
  commandId,
});
const create = (by: string, areContacts: boolean, commandId = idOf(99)): ChatDeciderCommand => ({
  type: 'CreateDirect',
  by,
  userId: by === ann ? bob : ann,
  chatId,
  commandId,
  areContacts,
});
const settle = (type: 'CloseDirect' | 'ReopenDirect'): ChatDeciderCommand => ({
  type,
  by: bob,
  chatId,
  commandId: idOf(99),
});
const chat = (...events: Parameters<typeof story>) => given(chatDecider, ...story(...events));

test('a member sends: the message has the next ordinal', () => {
  chat(created)
    .when(send(bob, 'hi'))
    .thenEvent('MessageSent', { ordinal: 1, text: 'hi', attachments: [], replyTo: null });
  chat(created, sent(ann, 1), closed, reopened, sent(bob, 2))
    .when(send(ann))
    .thenEvent('MessageSent', expect.objectContaining({ ordinal: 3 }));
});

test('a stranger, and anyone in a chat that is not there, finds nothing', () => {
  chat(created).when(send(eve)).thenRefused('not_found');
  chat(created, closed).when(send(eve, '')).thenRefused('not_found');
  chat().when(send(ann)).thenRefused('not_found');
});

test('the same id by the same sender is already so, whatever happened since', () => {
  chat(created, sent(ann, 1))
    .when(send(ann, 'another text', idOf(2)))
    .thenNothing();
  chat(created, sent(ann, 1), closed)
    .when(send(ann, '', idOf(2)))
    .thenNothing();
});

test("an id of another's message, or of what is no message, is taken", () => {
  chat(created, sent(ann, 1))
    .when(send(bob, 'hi', idOf(2)))
    .thenRefused('id_reused');
  chat(created)
    .when(send(ann, 'hi', idOf(1)))
    .thenRefused('id_reused');
  chat(created, sent(ann, 1))
    .when(send(eve, 'hi', idOf(2)))
    .thenRefused('not_found');
});

test('an id that the state has dropped is judged by what the read model knows', () => {
  const older: Happened = { id: idOf(99), by: ann, version: 2, ordinal: 1, at };
  chat(created)
    .when({ ...send(ann), older } as ChatDeciderCommand)
    .thenNothing();
  chat(created)
    .when({ ...send(bob), older } as ChatDeciderCommand)
    .thenRefused('id_reused');
  chat(created)
    .when({ ...send(ann), older: { ...older, ordinal: 0 } } as ChatDeciderCommand)
    .thenRefused('id_reused');
  chat(created)
    .when({ ...send(ann), older: null } as ChatDeciderCommand)
    .thenEvent('MessageSent');
});

test.each([
  ['10,000 letters', 'a'.repeat(10_000)],
  ['10,000 astral characters', '🌱'.repeat(10_000)],
  ['line breaks around a word', '\n\nword\n'],
])('%s can be sent', (_, text) => {
  chat(created).when(send(ann, text)).thenEvent('MessageSent', expect.objectContaining({ text }));
});

test.each([
  ['10,001 letters', 'a'.repeat(10_001)],
  ['10,001 astral characters', '🌱'.repeat(10_001)],
  ['nothing', ''],
  ['blanks alone', ' \n\t\u00a0'],
  ['U+0000', 'a\u0000'],
  ['a lone surrogate', 'a\ud800'],
])('%s cannot be sent', (_, text) => {
  chat(created).when(send(ann, text)).thenRefused('validation_failed');
});

test('a closed chat takes nothing new, a reopened one does', () => {
  chat(created, closed).when(send(ann)).thenRefused('chat_closed');
  chat(created, closed, reopened).when(send(ann)).thenEvent('MessageSent');
});

test('contacts create their chat, with both as members', () => {
  chat()
    .when(create(bob, true))
    .thenEvent('ChatCreated', {
      ...created.data,
      members: [
        { userId: bob, role },
        { userId: ann, role },
      ],
    });
});

test('who are no contacts create nothing', () => {
  chat().when(create(ann, false)).thenRefused('not_contacts');
  chat(created, closed).when(create(ann, false)).thenRefused('not_contacts');
});

test('a chat that is there already is not created again', () => {
  chat(created).when(create(bob, true)).thenNothing();
  chat(created, sent(ann, 1), closed).when(create(ann, true)).thenNothing();
  chat(created)
    .when(create(ann, false, idOf(1)))
    .thenNothing();
});

test("a chat's creation by another's command id is refused", () => {
  chat(created)
    .when(create(bob, true, idOf(1)))
    .thenRefused('id_reused');
  chat(created)
    .when({ ...create(eve, true), userId: ann } as ChatDeciderCommand)
    .thenRefused('not_found');
  chat(created)
    .when({ ...create(eve, true, idOf(1)), userId: ann } as ChatDeciderCommand)
    .thenRefused('not_found');
});

test('closing and reopening do something only where it is not so yet', () => {
  chat(created).when(settle('CloseDirect')).thenEvent('DirectClosed', {});
  chat(created, closed).when(settle('CloseDirect')).thenNothing();
  chat(created, closed).when(settle('ReopenDirect')).thenEvent('DirectReopened', {});
  chat(created).when(settle('ReopenDirect')).thenNothing();
  chat().when(settle('CloseDirect')).thenNothing();
  const group = { ...created, data: { ...created.data, kind: 'group', name: 'Garden' } };
  chat(group).when(settle('CloseDirect')).thenNothing();
});

test('a state that went through a snapshot decides the same', () => {
  const { state } = chat(created, sent(ann, 1), closed, reopened);
  const again = chatSnapshot.fromJson(JSON.parse(JSON.stringify(chatSnapshot.toJson(state))));
  expect(again).toEqual(state);
  expect(chatDecider.decide(again, send(ann, 'hi', idOf(2)))).toBeUndefined();
  expect(chatDecider.decide(again, send(ann))).toEqual(chatDecider.decide(state, send(ann)));
});
