import { numberedPushOf } from '@messenger/proto';
import { sql } from 'kysely';
import { eventsOf, type Projection, writingColumns } from './projection.ts';

/** The numbered push of every chat event: what a device asks for when it finds a gap or was away. */
export const chatEvents: Projection = (batch) =>
  writingColumns(
    eventsOf(batch, 'chat').map(({ seq, event }) => ({
      chat_id: event.chatId,
      version: event.version,
      seq,
      push: JSON.stringify(numberedPushOf(event)),
    })),
    { chat_id: 'uuid', version: 'integer', seq: 'bigint', push: 'line' },
    (r) => sql`
      insert into chat_event (chat_id, version, seq, push)
      select chat_id, version, seq, push from ${r}`,
  );
