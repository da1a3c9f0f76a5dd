import { chatEvents } from './chat-events.ts';
import { chatProgress, createdChats } from './chats.ts';
import { contacts } from './contacts.ts';
import { members } from './members.ts';
import { messages } from './messages.ts';
import { poison } from './poison.ts';
import type { Projection } from './projection.ts';
import { users } from './users.ts';

/** Everything that is made of the log, in the order in which a batch is written. */
export const projections: readonly Projection[] = [
  poison,
  users,
  contacts,
  createdChats,
  members,
  messages,
  chatEvents,
  chatProgress,
];
