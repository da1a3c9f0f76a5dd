import { encodeCursor, messageMeta, unavailable } from '@messenger/proto';
import { sql } from 'kysely';
import { handleMeasured, patienceMs, type QueryDeps } from './query.ts';
import { readSnapshot } from './snapshot.ts';

type Row = {
  chat_version: number | null;
  message: { senderId: string; version: number; ordinal: number; sentAt: string } | null;
};

/** Answers chat-command, once the read model has as much of the chat as chat-command knows of. */
export const handleMessageMeta = ({ db, positions, shape }: QueryDeps) =>
  handleMeasured(messageMeta, async ({ chatId, messageId, version }, context) => {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const moves = positions.moves();
      const { position, rows } = await readSnapshot(
        db,
        shape,
        sql<Row>`
          select (select c.version from chats c where c.id = ${chatId}) as chat_version,
                 (select jsonb_build_object('senderId', msg.sender_id, 'version', msg.created_version,
                                            'ordinal', msg.ordinal, 'sentAt', wire_time(msg.sent_at))
                  from messages msg where msg.message_id = ${messageId} and msg.chat_id = ${chatId}) as message`,
      );
      if ((rows[0]?.chat_version ?? 0) >= version) {
        context.position = encodeCursor(position);
        return { message: rows[0]?.message ?? null };
      }
      if (performance.now() >= deadline) return unavailable();
      await positions.movedOn(moves, deadline - performance.now());
    }
  });
