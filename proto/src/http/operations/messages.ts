import { Type } from '@sinclair/typebox';
import { Sent } from '../../chat/commands.ts';
import { Message } from '../../chat/schemas.ts';
import { MessagesPage, queries, SearchPage } from '../../query/endpoints.ts';
import type { Operation } from '../operation.ts';

const message = { summary: 'The message.', body: Type.Object({ message: Message }) };
const inWhichChat = 'An id may stand in two of your chats; then `chatId` says which is meant.';

export const messageOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/api/chats/{chatId}/messages',
    id: 'listMessages',
    tag: 'messages',
    summary: 'A page of history',
    description:
      'At most one of `before` and `after` (exclusive) and `around` (inclusive), by ordinal; none: the newest page. Oldest first. A page is cut by bytes as well as by `limit`. `images=true`: only the messages that have images, without notices and deleted ones; not with `around`.',
    answers: { 200: { summary: 'A page.', body: MessagesPage } },
    errors: ['not_found'],
  },
  {
    method: 'POST',
    path: '/api/chats/{chatId}/messages',
    id: 'sendMessage',
    tag: 'messages',
    summary: 'Send a message',
    description:
      '`messageId` is made by the client and is the key for repeating: the same again gives the same answer and no second message. Ten a second.',
    answers: { 201: { summary: 'It is in the log, for good.', body: Sent } },
    errors: ['not_found', 'chat_closed', 'not_contacts', 'id_reused', 'conflict'],
  },
  {
    method: 'POST',
    path: '/api/chats/{chatId}/read',
    id: 'markRead',
    tag: 'messages',
    summary: 'I have read up to here',
    description: 'Up to an ordinal, which is at most the last. Clears the badge on all devices. Never goes back.',
    answers: { 204: { summary: 'It is known.', body: null } },
    errors: ['not_found', 'conflict'],
  },
  {
    method: 'POST',
    path: '/api/chats/{chatId}/delivered',
    id: 'markDelivered',
    tag: 'messages',
    summary: 'This device has everything up to here',
    description:
      'As the frame `message:delivered`, for a device that polls; at most one a second and chat. Not counted among the calls a minute: 10 a second, 40 at once.',
    answers: { 204: { summary: 'It is known.', body: null } },
    errors: ['not_found', 'conflict'],
  },
  {
    method: 'GET',
    path: '/api/messages/search',
    id: 'searchMessages',
    tag: 'messages',
    summary: 'Full-text search over all my chats',
    description:
      'Finds parts of words, whatever case and accents; words in quotes together. `highlights` are half-open, in code points of the text.',
    answers: { 200: { summary: 'A page of results.', body: SearchPage } },
    errors: ['not_found'],
  },
  {
    method: 'GET',
    path: '/api/messages/{messageId}',
    id: 'getMessage',
    tag: 'messages',
    summary: 'One message',
    description: inWhichChat,
    answers: { 200: message },
    errors: ['not_found', 'ambiguous'],
  },
  {
    method: 'PUT',
    path: '/api/messages/{messageId}',
    id: 'editMessage',
    tag: 'messages',
    summary: 'Edit my message',
    description: `The texts it had stay visible in its history. ${inWhichChat}`,
    answers: { 200: message },
    errors: ['not_found', 'forbidden', 'ambiguous', 'chat_closed', 'conflict', 'id_reused'],
  },
  {
    method: 'DELETE',
    path: '/api/messages/{messageId}',
    id: 'deleteMessage',
    tag: 'messages',
    summary: 'Delete my message',
    description: `Its place stays; its text is gone from everywhere, history and search included. ${inWhichChat}`,
    answers: { 204: { summary: 'It is gone.', body: null } },
    errors: ['not_found', 'forbidden', 'ambiguous', 'chat_closed', 'conflict', 'id_reused'],
  },
  {
    method: 'GET',
    path: '/api/messages/{messageId}/history',
    id: 'listEdits',
    tag: 'messages',
    summary: 'The texts a message had',
    description: `Oldest first, the original included; of more than an answer holds, those next to it are left out (\`truncated\`): ask again with the \`version\` of the second as \`before\`. ${inWhichChat}`,
    answers: { 200: { summary: 'The texts.', body: queries.messageHistory.reply } },
    errors: ['not_found', 'ambiguous'],
  },
  {
    method: 'GET',
    path: '/api/messages/{messageId}/receipts',
    id: 'listReceipts',
    tag: 'messages',
    summary: 'Who has my message, and who has read it',
    description: `Its author alone. Who does not let it be known is not among the readers. ${inWhichChat}`,
    answers: { 200: { summary: 'Who.', body: queries.messageReceipts.reply } },
    errors: ['not_found', 'forbidden', 'ambiguous'],
  },
  {
    method: 'POST',
    path: '/api/messages/{messageId}/reactions',
    id: 'addReaction',
    tag: 'messages',
    summary: 'React to a message',
    description: `With one emoji; at most 20 different ones to a message. ${inWhichChat}`,
    answers: { 204: { summary: 'It is there.', body: null } },
    errors: ['not_found', 'ambiguous', 'chat_closed', 'conflict', 'id_reused'],
  },
  {
    method: 'DELETE',
    path: '/api/messages/{messageId}/reactions/{emoji}',
    id: 'removeReaction',
    tag: 'messages',
    summary: 'Take a reaction back',
    description: inWhichChat,
    answers: { 204: { summary: 'It is gone.', body: null } },
    errors: ['not_found', 'ambiguous', 'chat_closed', 'conflict', 'id_reused'],
  },
];
