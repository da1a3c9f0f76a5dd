import { attachments } from './attachments.ts';
import { chatEvents } from './chat-events.ts';
import { chatProgress } from './chat-progress.ts';
import { chatSettings } from './chat-settings.ts';
import { createdChats } from './chats.ts';
import { contacts } from './contacts.ts';
import { deletions } from './deletions.ts';
import { edits } from './edits.ts';
import { members } from './members.ts';
import { messages } from './messages.ts';
import { poison } from './poison.ts';
import type { Projection } from './projection.ts';
import { reactions } from './reactions.ts';
import { receipts } from './receipts.ts';
import { users } from './users.ts';

/**
 * Everything that is made of the log, in the order in which a batch is written: what a chat was before the batch is
 * read from its row, so that changes last.
 */
export const projections: readonly Projection[] = [
  poison,
  users,
  chatSettings,
  contacts,
  createdChats,
  members,
  messages,
  edits,
  reactions,
  attachments,
  chatEvents,
  deletions,
  chatProgress,
  receipts,
];
