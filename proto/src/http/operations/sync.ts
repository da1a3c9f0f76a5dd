import { EventsPage } from '../../query/endpoints.ts';
import type { Operation } from '../operation.ts';
import { SyncBody } from '../schemas.ts';

export const syncOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/api/sync',
    id: 'sync',
    tag: 'sync',
    summary: 'What happened since a cursor: the long poll',
    description:
      'For where no socket can be opened. `wait` blocks until there is something, at most so many seconds; `more`: ask again without waiting; no cursor: the current one at once; `reset`: the cursor is of no use, load afresh. Not counted as a call.',
    answers: { 200: { summary: 'What happened, in order, and the cursor behind it.', body: SyncBody } },
    errors: [],
  },
  {
    method: 'GET',
    path: '/api/chats/{chatId}/events',
    id: 'listEvents',
    tag: 'sync',
    summary: 'The gap in a chat',
    description: 'What happened after a version, in order. `truncated`: more follows.',
    answers: { 200: { summary: 'Numbered pushes.', body: EventsPage } },
    errors: ['not_found'],
  },
];
