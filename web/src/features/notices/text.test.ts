import type { Chat, Message, UserCard } from '@messenger/proto';
import { expect, test } from 'vitest';
import { noticesFor } from './text.ts';

const people = { me: 'me', userOf: (id: string) => ({ id, displayName: id.toUpperCase(), avatar: null }) as UserCard };
const message = (text: string, images = 0) =>
  ({ senderId: 'ben', text, attachments: Array.from({ length: images }) }) as unknown as Message;
const group = (id: string, unread: number, lastMessage: Message) =>
  ({ id, kind: 'group', name: 'Crew', avatar: { id: 'face' }, unread, lastOrdinal: 9, lastMessage }) as Chat;
const direct = { ...group('d', 1, message('**Hi**\nthere')), kind: 'direct', members: [{ userId: 'ben' }] } as Chat;

test('names the chat, who wrote and the newest text in one line; a burst is counted', () => {
  expect(noticesFor([direct, group('g', 3, message('', 2))], people)).toEqual([
    { tag: 'd', title: 'BEN', body: 'Hi there', path: '/chat/d', upTo: 9 },
    {
      tag: 'g',
      title: 'Crew · 3 new messages',
      body: 'BEN: 2 photos',
      path: '/chat/g',
      upTo: 9,
      icon: '/api/attachments/face/thumbnail',
    },
  ]);
});

test('many chats at once are one notification', () => {
  const chats = ['a', 'b', 'c', 'd'].map((id) => group(id, 2, message('x')));
  expect(noticesFor(chats, people)).toEqual([
    { tag: 'many', title: '8 new messages', body: 'Crew, Crew, Crew, Crew', path: '/', upTo: 8 },
  ]);
});
