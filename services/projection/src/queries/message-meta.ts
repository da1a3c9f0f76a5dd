import { encodeCursor, messageMeta, type ReplyOf, unavailable } from '@messenger/proto';
import { sql } from 'kysely';
import { type Deps, handleMeasured, patienceMs } from './query.ts';
import { readSnapshot } from './snapshot.ts';

type Row = {
  chat_version: number | null;
  message: ReplyOf<typeof messageMeta>['message'];
};

/** The edit of the message `msg` that has this id, among all it had. */
const editJson = (id: string) => sql`(
  select jsonb_build_object('version', e.version, 'at', wire_time(e.at))
  from edits e join chat_event told on told.chat_id = e.chat_id and told.version = e.version
  where e.chat_id = msg.chat_id and e.message_id = msg.message_id and e.version > msg.created_version
    and told.push::jsonb ->> 'id' = ${id}
  limit 1)`;

/** Events of a chat that are looked through for a reaction: nothing leads from its id to it. */
const maxSearched = 20_000;

/** What was given or taken back of reactions to the message `msg` under this id, among the newest events of its chat. */
const reactionJson = (id: string) => sql`(
  select jsonb_build_object('added', told.push::jsonb ->> 'type' = 'reaction:added', 'by', told.push::jsonb -> 'by',
                            'version', told.version, 'at', told.push::jsonb -> 'at')
  from chat_event told join chats c on c.id = told.chat_id
  where told.chat_id = msg.chat_id and told.version > greatest(msg.created_version, c.version - ${sql.lit(maxSearched)})
    and told.push like ${`{"type":"reaction:%"id":"${id}"%`}
  limit 1)`;

/** Answers chat-command, once the read model has as much of the chat as chat-command knows of. */
export const handleMessageMeta = ({ db, positions, shape }: Deps) =>
  handleMeasured(messageMeta, async (request, context) => {
    const { chatId, messageId, version, reactionsOf = null, edit, reaction } = request;
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const moves = positions.moves();
      const { position, rows } = await readSnapshot(
        db,
        shape,
        sql<Row>`
          select (select c.version from chats c where c.id = ${chatId}) as chat_version,
                 (select jsonb_build_object('kind', msg.kind, 'senderId', msg.sender_id,
                                            'version', msg.created_version, 'ordinal', msg.ordinal,
                                            'sentAt', wire_time(msg.sent_at),
                                            'deleted', msg.deleted_at is not null,
                                            'attachments', jsonb_array_length(msg.attachments),
                                            'reactions', to_jsonb(array(
                                              select r.emoji from reactions r
                                              where r.chat_id = msg.chat_id and r.message_id = msg.message_id
                                                and r.user_id = ${reactionsOf}::uuid
                                              order by r.version)))
                    || ${edit === undefined ? sql`'{}'` : sql`jsonb_build_object('edit', ${editJson(edit)})`}
                    || ${reaction === undefined ? sql`'{}'` : sql`jsonb_build_object('reaction', ${reactionJson(reaction)})`}
                  from messages msg
                  where msg.message_id = ${messageId} and msg.chat_id = ${chatId}) as message`,
      );
      if ((rows[0]?.chat_version ?? 0) >= version) {
        context.position = encodeCursor(position);
        return { message: rows[0]?.message ?? null };
      }
      if (performance.now() >= deadline) return unavailable();
      await positions.movedOn(moves, deadline - performance.now());
    }
  });
