import type { ChatEvent } from '@messenger/proto';
import type { LedgerChange } from '../clients/ledger.ts';

/**
 * Acknowledged edits and deletions that the log lacks. An edit's text is its own, so it made an event of the command's
 * id; a deletion may have found the message deleted already.
 */
export function checkChanges(
  changes: ReadonlyMap<string, LedgerChange>,
  logs: ReadonlyMap<string, readonly ChatEvent[]>,
): string[] {
  const ids = new Map([...logs].map(([chatId, events]) => [chatId, new Set(events.map(({ id }) => id))]));
  const deleted = new Set(
    [...logs.values()].flatMap((events) =>
      events.flatMap((event) => (event.type === 'MessageDeleted' ? [event.data.messageId] : [])),
    ),
  );
  return [...changes.values()].flatMap(({ commandId, type, chatId, client, data }) => {
    const { messageId } = data as { messageId?: string };
    const there =
      type === 'message:delete'
        ? deleted.has(messageId ?? '')
        : type !== 'message:edit' || ids.get(chatId)?.has(commandId);
    return there
      ? []
      : [`${type} ${commandId} of message ${messageId} in chat ${chatId} by ${client} is not in the log`];
  });
}
