import type { ChatId, Cursor } from '@messenger/proto';
import type { LiveEvent, Place } from './live-event.ts';
import { applyChange, type Joined } from './membership.ts';
import type { Subscriber } from './subscriber.ts';
import { isFor, type Target } from './target.ts';

/** Where a device that goes live finds what it has to wait for still. */
export type ReplayTo = {
  /** Frames may carry cursors: nothing is untold that they would claim. */
  mayClaim(): boolean;
  join(of: Joined, event: Place): void;
  isJoining(chatId: ChatId): boolean;
  hold(of: Target): void;
  leave(chatId: ChatId): void;
};

/**
 * Sends a device what was held above `floor`, in order. Its membership is that of `snapshot`, at or above the floor; it
 * is taken back to the floor first, so that each event finds it as it was then.
 */
export function replay(
  subscriber: Subscriber,
  events: readonly LiveEvent[],
  snapshot: Cursor,
  floor: Cursor,
  to: ReplayTo,
): void {
  const { userId, membership } = subscriber;
  rewind(subscriber, events, snapshot, floor);
  for (const event of events) {
    if (!isAbove(event, floor)) continue;
    for (const change of event.changes) {
      applyChange(membership, userId, change);
      if (!('chatId' in change) || change.userId !== userId) continue;
      if (change.kind === 'joined') to.join(change, event);
      else if (change.kind === 'left') to.leave(change.chatId);
    }
    const { within, ended } = event;
    if (within !== undefined && !membership.chats.has(within) && !to.isJoining(within)) continue;
    for (const target of event.targets()) {
      if (isFor(target, userId, membership)) subscriber.receive(to.mayClaim() ? target.frame() : target.bare());
      else to.hold({ ...target, frame: target.bare });
    }
    if (ended === undefined) continue;
    membership.chats.delete(ended);
    to.leave(ended);
  }
}

const isAbove = ({ stream, seq }: Place, at: Cursor): boolean => seq > (at.streams[stream] ?? 0);

/** Who is in a chat before the first change of that is the one or the other by what the change is. */
function rewind({ userId, membership }: Subscriber, events: readonly LiveEvent[], snapshot: Cursor, floor: Cursor) {
  const seen = new Set<ChatId>();
  for (const event of events) {
    if (!isAbove(event, floor) || isAbove(event, snapshot)) continue;
    for (const change of event.changes) {
      if (!('chatId' in change) || change.userId !== userId || seen.has(change.chatId)) continue;
      seen.add(change.chatId);
      if (change.kind === 'left') membership.chats.add(change.chatId);
      else membership.chats.delete(change.chatId);
    }
  }
}
