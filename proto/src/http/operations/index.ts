import type { Operation } from '../operation.ts';
import { attachmentOperations } from './attachments.ts';
import { chatOperations } from './chats.ts';
import { contactOperations } from './contacts.ts';
import { messageOperations } from './messages.ts';
import { operationOperations } from './operation.ts';
import { sessionOperations } from './sessions.ts';
import { syncOperations } from './sync.ts';
import { userOperations } from './users.ts';

/** Everything a client can ask over HTTP. */
export const operations: readonly Operation[] = [
  ...sessionOperations,
  ...userOperations,
  ...contactOperations,
  ...chatOperations,
  ...messageOperations,
  ...attachmentOperations,
  ...syncOperations,
  ...operationOperations,
];
