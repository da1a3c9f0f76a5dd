import { expect, test } from 'vitest';
import { parse } from './check-log.ts';
import { compareChats, compareTimeline } from './compare.ts';
import { foldChat } from './fold-chat.ts';
import { foldDirectory } from './fold-directory.ts';
import type { ShownChat, ShownMessage } from './shown.ts';
import { created, said, storedChat } from './stored-chat.ts';
import { chatsOf, type FoldedLog, timelineView } from './view.ts';

const stored = storedChat('c', [
  created('ann', 'bob', 'cem'),
  said('ann', 1, 'one'),
  said('bob', 2, 'two **bold**'),
  { type: 'MemberRemoved', by: 'ann', data: { userId: 'cem' } },
  {
    type: 'MessageSent',
    by: 'ann',
    id: 'three',
    data: {
      ordinal: 3,
      text: 'three',
      attachments: [],
      replyTo: { messageId: 'two **bold**', ordinal: 2, senderId: 'bob' },
    },
  },
  { type: 'MessageEdited', by: 'ann', data: { messageId: 'one', ordinal: 1, text: 'one!' } },
  { type: 'ReactionAdded', by: 'bob', data: { messageId: 'three', emoji: '🎉' } },
  { type: 'MembersAdded', by: 'ann', data: { members: [{ userId: 'dan', role: 'member' }] } },
  said('bob', 4, 'four'),
  { type: 'MessageDeleted', by: 'bob', data: { messageId: 'four', ordinal: 4 } },
  { type: 'MemberRoleChanged', by: 'ann', data: { userId: 'bob', role: 'owner' } },
]);
const log: FoldedLog = {
  chats: new Map([['c', foldChat(stored.map(({ data }) => parse(data)))]]),
  cursors: new Map([['c', { ann: { delivered: 3, read: 2, shownRead: 2 } }]]),
  directory: foldDirectory([], []),
};
const shown = (userId: string) => structuredClone(chatsOf(log, userId).get('c')!) as ShownChat;

test('each member sees its own unread count, recounted, and who is out sees nothing', () => {
  expect(chatsOf(log, 'ann').get('c')).toMatchObject({ unread: 1, readUpTo: 2, deliveredUpTo: 3, role: 'admin' });
  expect(chatsOf(log, 'bob').get('c')).toMatchObject({ unread: 2, readUpTo: 0, role: 'owner', ownerId: 'bob' });
  expect(chatsOf(log, 'dan').get('c')).toMatchObject({ unread: 1, readUpTo: 3, memberCount: 3 });
  expect(chatsOf(log, 'cem')).toEqual(new Map());
});

test('the timeline has messages as they are now, and notices after the message before them', () => {
  expect(timelineView(log.chats.get('c')!, 'bob')).toMatchObject([
    { kind: 'system', ordinal: 0, system: { type: 'chat:created' } },
    { ordinal: 1, text: 'one!', version: 6 },
    { ordinal: 2, version: 3 },
    { kind: 'system', ordinal: 2, system: { type: 'member:removed', userId: 'cem' } },
    { ordinal: 3, replyTo: { excerpt: 'two bold' }, reactions: [{ emoji: '🎉', count: 1, mine: true }], version: 7 },
    { kind: 'system', ordinal: 3, system: { type: 'member:added', userIds: ['dan'] } },
    { ordinal: 4, text: '', deletedAt: expect.any(String) },
    { kind: 'system', ordinal: 4, system: { type: 'member:role', userId: 'bob', role: 'owner' } },
  ]);
});

test('whatever is shown otherwise is a difference', () => {
  const must = chatsOf(log, 'ann');
  expect(compareChats(must, new Map([['c', shown('ann')]]))).toEqual([]);
  expect(compareChats(must, new Map())).toEqual([expect.stringContaining('is not shown')]);
  expect(compareChats(new Map(), new Map([['c', shown('ann')]]))).toEqual([expect.stringContaining('not in it')]);
  const wrong = { ...shown('ann'), unread: 2, members: undefined };
  expect(compareChats(must, new Map([['c', wrong]]))).toEqual([expect.stringContaining('unread is 2 instead of 1')]);
});

test('a timeline that lacks a row, has one too many, or shows one as it was', () => {
  const must = timelineView(log.chats.get('c')!, 'bob');
  const rows = structuredClone(must) as ShownMessage[];
  expect(compareTimeline('c', must, rows, true)).toEqual([]);
  expect(compareTimeline('c', must, rows.slice(3), false)).toEqual([]);
  expect(compareTimeline('c', must, rows.slice(3), true)).toHaveLength(1);
  expect(compareTimeline('c', must, rows.toSpliced(2, 1), true)).toEqual([expect.stringContaining('row 2 is')]);
  expect(compareTimeline('c', must, [...rows, rows[2]!], false)).toHaveLength(1);
  const stale = rows.with(1, { ...rows[1]!, text: 'one' });
  expect(compareTimeline('c', must, stale, true)).toEqual([expect.stringContaining('text is "one"')]);
});
