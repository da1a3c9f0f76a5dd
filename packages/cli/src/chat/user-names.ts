import { decodeEvent, type EventStore } from '@messenger/event-store';
import { directoryStream, isId, subjects } from '@messenger/proto';

/** Usernames by id, as they registered: each is read once. */
export function userNames(store: EventStore): (userId: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  const read = async (userId: string): Promise<string> => {
    if (!isId(userId)) return '?';
    const first = await store.next(directoryStream, 0, subjects.userEvents(userId));
    const event = first && decodeEvent(first.subject, first.data).event;
    return event?.type === 'UserRegistered' ? event.data.username : userId;
  };
  return (userId) => {
    const name = known.get(userId) ?? read(userId);
    known.set(userId, name);
    return name;
  };
}
