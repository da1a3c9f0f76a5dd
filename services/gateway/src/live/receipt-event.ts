import type { ChatId } from '@messenger/proto';
import type { Kind, Unknown } from './crossed.ts';
import type { CursorsAround, LiveEvent, Place } from './live-event.ts';
import type { Moved, Told } from './receipts.ts';
import { type Target, target } from './target.ts';

export type ReceiptEventOptions = {
  chatId: ChatId;
  place: Place & { size: number };
  cursors: CursorsAround;
  moved: () => Moved;
  /** Finds out what is not known here, and sends it when it is. */
  ask: (kind: Kind, of: Unknown[]) => void;
};

/** Moved cursors as this gateway passes them on; worked out once, when the first member is there. */
export function receiptEvent({ chatId, place, cursors, moved, ask }: ReceiptEventOptions): LiveEvent {
  let targets: Target[] | undefined;
  const workOut = () => {
    const { told, unknown } = moved();
    for (const { kind, of } of unknown) ask(kind, of);
    return targetsOf(chatId, told, cursors);
  };
  return {
    ...place,
    changes: [],
    ended: undefined,
    within: chatId,
    targets: () => {
      targets ??= workOut();
      return targets;
    },
  };
}

/** Of each member's pushes the last alone claims the event. */
export function targetsOf(chatId: ChatId, told: readonly Told[], { before, after }: CursorsAround): Target[] {
  const last = new Map(told.map(({ userId }, i) => [userId, i]));
  return told.map(({ userId, push }, i) =>
    target({ chatId, userIds: [userId] }, push, last.get(userId) === i ? after : before),
  );
}
