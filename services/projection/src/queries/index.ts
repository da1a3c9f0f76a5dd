import type { EventStore } from '@messenger/event-store';
import type { SharedSlots } from '@messenger/kit';
import type { Handled } from '@messenger/messaging';
import { handleSync } from '../sync/sync.ts';
import { attachmentVisible } from './attachment-visible.ts';
import { attachmentsInUse } from './attachments-in-use.ts';
import { chat } from './chat.ts';
import { chatEvents } from './chat-events.ts';
import { chats } from './chats.ts';
import { concernedBy } from './concerned-by.ts';
import { contactRequests } from './contact-requests.ts';
import { contacts } from './contacts.ts';
import { message } from './message.ts';
import { messageHistory } from './message-history.ts';
import { handleMessageMeta } from './message-meta.ts';
import { messageReceipts } from './message-receipts.ts';
import { handleMessageSearch } from './message-search.ts';
import { messages } from './messages.ts';
import { newestOwn } from './newest-own.ts';
import { type Deps, handleQuery } from './query.ts';
import { me, user, users } from './user.ts';
import { userSearch } from './user-search.ts';

/** Everything this service answers. */
export function allQueries(
  deps: Deps & { events: Pick<EventStore, 'bounds' | 'at'>; searches: SharedSlots },
): Handled[] {
  return [
    handleQuery(deps, chats),
    handleQuery(deps, chat),
    handleQuery(deps, messages),
    handleQuery(deps, message),
    handleQuery(deps, messageHistory),
    handleQuery(deps, messageReceipts),
    handleQuery(deps, chatEvents),
    handleQuery(deps, contacts),
    handleQuery(deps, contactRequests),
    handleQuery(deps, user),
    handleQuery(deps, users),
    handleQuery(deps, me),
    handleQuery(deps, userSearch),
    handleQuery(deps, concernedBy),
    handleQuery(deps, newestOwn),
    handleQuery(deps, attachmentVisible),
    handleQuery(deps, attachmentsInUse),
    handleSync(deps),
    handleMessageSearch(deps),
    handleMessageMeta(deps),
  ];
}
