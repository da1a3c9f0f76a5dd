import { decodeEvent, type EventStore } from '@messenger/event-store';
import { directoryStream, subjects, type UserCard, type UserEvent, type UserId } from '@messenger/proto';
import { evolveCard } from '../domain/user-card.ts';

/** What the log says of a user, read at the leader; undefined for one that never registered. */
export async function userCard(events: EventStore, userId: UserId): Promise<UserCard | undefined> {
  const stored = await events.read(directoryStream, subjects.userEvents(userId), { after: 0 });
  let card: UserCard | undefined;
  for (const { subject, data } of stored) {
    const { kind, event } = decodeEvent(subject, data);
    if (kind === 'user' && event) card = evolveCard(card, event as UserEvent);
  }
  return card;
}
