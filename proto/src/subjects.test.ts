import { expect, test } from 'vitest';
import { BadSubjectToken, fnv1a32, parseEventSubject, partitionCount, partitionOf, subjects } from './index.ts';
import { isInbox, lastIdOf, subjectSpaces } from './subjects.ts';

const id = '0199c0de-1234-7abc-8def-0123456789ab';
const notIds = ['', '>', '*', id.toUpperCase(), `${id}\n`, `${id}.x`, `x.${id}`, id.replaceAll('-', '.'), `${id} `];

test('FNV-1a gives the published values', () => {
  expect(fnv1a32('')).toBe(0x811c9dc5);
  expect(fnv1a32('a')).toBe(0xe40c292c);
  expect(fnv1a32('foobar')).toBe(0xbf9cf968);
});

test('a chat keeps its partition for ever', () => {
  expect(partitionOf(id)).toBe(22);
  expect(partitionOf('3e6dd19b-bca0-52f7-b008-bca81c683e3e')).toBe(35);
});

test.each([
  subjects.chatEvents,
  subjects.userEvents,
  subjects.contactEvents,
  subjects.receipts,
  subjects.chatCommand,
  subjects.presence,
  subjects.typing,
])('%o takes an id and nothing else', (make) => {
  const subject = make(id);
  expect(subject).toMatch(/^[a-z]+\.[a-z]+\.[0-9a-f.-]+$/);
  for (const bad of notIds) expect(() => make(bad)).toThrow(BadSubjectToken);
});

test('a subject of the log says what it is about', () => {
  const partition = partitionOf(id);
  expect(parseEventSubject(subjects.chatEvents(id))).toEqual({ kind: 'chat', key: id });
  expect(parseEventSubject(subjects.receipts(id))).toEqual({ kind: 'receipt', key: id });
  expect(parseEventSubject(subjects.userEvents(id))).toEqual({ kind: 'user', key: id });
  expect(parseEventSubject(subjects.contactEvents(id))).toEqual({ kind: 'contact', key: id });
  expect(parseEventSubject(subjects.genesis('CHAT-0'))).toEqual({ kind: 'genesis', key: 'CHAT-0' });
  const wrong = subjects.chatEvents(id).replace(`.${partition}.`, `.${(partition + 1) % partitionCount}.`);
  expect(parseEventSubject(wrong)).toBeUndefined();
});

test('any other subject says nothing', () => {
  const { chatEvents, userEvents, genesis, presence, chatCommand } = subjects;
  const others = [
    chatEvents(id).replace(/\d+/, (partition) => `0${partition}`),
    `${chatEvents(id)}.more`,
    `${userEvents(id)}.more`,
    userEvents(id).toUpperCase(),
    userEvents(id).replace('user', 'constructor'),
    genesis(''),
    presence(id),
    chatCommand(id),
    id,
    '',
  ];
  for (const subject of others) expect(parseEventSubject(subject), subject).toBeUndefined();
});

test('the id at the end of a realtime subject', () => {
  expect(lastIdOf(subjects.typing(id))).toBe(id);
  expect(lastIdOf(subjects.allTyping)).toBeUndefined();
});

test('an answer goes to an inbox and nowhere else', () => {
  expect(isInbox(`${subjectSpaces.inbox('chat-command')}.r.1`)).toBe(true);
  expect(isInbox(subjectSpaces.anyInbox.replace('>', 'x'))).toBe(true);
  for (const subject of [undefined, '', subjects.chatEvents(id), subjects.query('chats')]) {
    expect(isInbox(subject)).toBe(false);
  }
});
