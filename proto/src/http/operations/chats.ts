import { Type } from '@sinclair/typebox';
import { Chat } from '../../chat/schemas.ts';
import { queries } from '../../query/endpoints.ts';
import { SettingsReply } from '../../user/commands.ts';
import type { Operation } from '../operation.ts';

const ChatBody = Type.Object({ chat: Chat });
const chat = { summary: 'The chat.', body: ChatBody };

export const chatOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/api/chats',
    id: 'listChats',
    tag: 'chats',
    summary: 'My chats, newest activity first',
    description: '`nextCursor` asks for the next page; null: there is none. Groups come without their members.',
    answers: { 200: { summary: 'A page of chats.', body: queries.chats.reply } },
    errors: [],
  },
  {
    method: 'POST',
    path: '/api/chats/direct',
    id: 'createDirectChat',
    tag: 'chats',
    summary: 'The direct chat with a contact',
    description: 'There is never more than one for two people.',
    answers: {
      200: { summary: 'It was there already.', body: ChatBody },
      201: { summary: 'It is new.', body: ChatBody },
    },
    errors: ['not_contacts', 'not_found', 'conflict', 'id_reused'],
  },
  {
    method: 'POST',
    path: '/api/chats/group',
    id: 'createGroup',
    tag: 'chats',
    summary: 'A new group of my contacts',
    description: 'The caller is its owner. At most 300 members. Send an `Idempotency-Key` to repeat it safely.',
    answers: { 201: chat },
    errors: ['not_contacts', 'group_full', 'slug_taken', 'not_found', 'conflict', 'id_reused'],
  },
  {
    method: 'GET',
    path: '/api/chats/{chatId}',
    id: 'getChat',
    tag: 'chats',
    summary: 'One chat, by id or slug',
    answers: { 200: chat },
    errors: ['not_found'],
  },
  {
    method: 'PUT',
    path: '/api/chats/{chatId}',
    id: 'updateChat',
    tag: 'chats',
    summary: 'Change name, slug or picture of a group',
    description: 'Owner and admins. What is absent stays; null removes the slug or picture.',
    answers: { 200: chat },
    errors: ['not_found', 'forbidden', 'conflict', 'slug_taken', 'id_reused'],
  },
  {
    method: 'DELETE',
    path: '/api/chats/{chatId}',
    id: 'deleteChat',
    tag: 'chats',
    summary: 'Delete a group, for everybody',
    description: 'The owner alone.',
    answers: { 204: { summary: 'It is gone.', body: null } },
    errors: ['not_found', 'forbidden', 'conflict', 'id_reused'],
  },
  {
    method: 'POST',
    path: '/api/chats/{chatId}/members',
    id: 'addMembers',
    tag: 'chats',
    summary: 'Add contacts of mine to a group',
    description: 'Owner and admins. A new member sees the whole history.',
    answers: { 200: chat },
    errors: ['not_found', 'forbidden', 'conflict', 'not_contacts', 'group_full', 'id_reused'],
  },
  {
    method: 'PUT',
    path: '/api/chats/{chatId}/members/{userId}',
    id: 'changeRole',
    tag: 'chats',
    summary: 'Give a member another role',
    description:
      'Owner and admins promote and demote. With `owner` the group is handed over, by its owner alone, who becomes an admin.',
    answers: { 200: chat },
    errors: ['not_found', 'forbidden', 'conflict', 'id_reused'],
  },
  {
    method: 'DELETE',
    path: '/api/chats/{chatId}/members/{userId}',
    id: 'removeMember',
    tag: 'chats',
    summary: 'Remove a member from a group',
    description: 'Owner and admins; nobody removes the owner. Nothing sent afterwards reaches them.',
    answers: { 204: { summary: 'They are out.', body: null } },
    errors: ['not_found', 'forbidden', 'conflict', 'id_reused'],
  },
  {
    method: 'POST',
    path: '/api/chats/{chatId}/leave',
    id: 'leaveChat',
    tag: 'chats',
    summary: 'Leave a group',
    description:
      'When the owner leaves, the longest-standing admin, else member, is the new one; the last one closes it.',
    answers: { 204: { summary: 'You are out.', body: null } },
    errors: ['not_found', 'forbidden', 'conflict', 'id_reused'],
  },
  {
    method: 'PUT',
    path: '/api/chats/{chatId}/settings',
    id: 'changeChatSettings',
    tag: 'chats',
    summary: 'Change my own settings of a chat',
    answers: { 200: { summary: 'The settings as they are now.', body: SettingsReply } },
    errors: ['not_found', 'conflict', 'id_reused'],
  },
];
