import { decodeEvent, type EventStore } from '@messenger/event-store';
import { type ChatEvent, chatStreamOf, subjects } from '@messenger/proto';

/** The events of a chat as its subject holds them. @throws when one cannot be read */
export async function eventsOfChat(events: EventStore, chatId: string): Promise<ChatEvent[]> {
  const stored = await events.read(chatStreamOf(chatId, events.shape), subjects.chatEvents(chatId), { after: 0 });
  return stored.map(({ subject, data, seq }) => {
    const decoded = decodeEvent(subject, data);
    if (decoded.kind !== 'chat' || !decoded.event) throw new Error(`${subject} at ${seq}: ${decoded.poison}`);
    return decoded.event as ChatEvent;
  });
}
