import type { ChatId, Cursor } from '@messenger/proto';
import type { LiveEvent, Place } from './live-event.ts';
import { applyChange, type Joined } from './membership.ts';
import type { Subscriber } from './subscriber.ts';
import { isFor } from './target.ts';

/** Where a device that goes live finds what it has to wait for still. */
export type ReplayTo = {
  /** Frames may carry cursors: nothing is untold that they would claim. */
  mayClaim(): boolean;
  /** The device waits for a chat as of now, so it needs nothing of what is held of it. */
  join(of: Joined, event: Place): void;
  leave(chatId: ChatId): void;
};

/** Sends a device, whose membership is that of the snapshot, what was held above that, in order. */
export function replay(subscriber: Subscriber, events: readonly LiveEvent[], snapshot: Cursor, to: ReplayTo): void {
  const { userId, membership } = subscriber;
  for (const event of events) {
    if (event.seq <= (snapshot.streams[event.stream] ?? 0)) continue;
    for (const change of event.changes) {
      applyChange(membership, userId, change);
      if (!('chatId' in change) || change.userId !== userId) continue;
      if (change.kind === 'joined') to.join(change, event);
      else if (change.kind === 'left') to.leave(change.chatId);
    }
    const { within, ended } = event;
    if (within !== undefined && !membership.chats.has(within)) continue;
    for (const target of event.targets()) {
      if (isFor(target, userId, membership)) subscriber.receive(to.mayClaim() ? target.frame() : target.bare());
    }
    if (ended === undefined) continue;
    membership.chats.delete(ended);
    to.leave(ended);
  }
}
