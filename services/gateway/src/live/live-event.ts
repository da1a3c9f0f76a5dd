import type { FollowedEvent } from '@messenger/event-store';
import {
  type ChatEvent,
  type ContactEvent,
  type Outgoing,
  pushesOfChatEvent,
  pushesOfContactEvent,
} from '@messenger/proto';
import { type Frame, pushFrame } from './frame.ts';
import { type Change, changesOf } from './membership.ts';

/** Whom a push is for, and the frame, made at the first call and the same for everyone after. */
export type Target = { readonly to: Outgoing; frame(): Frame };

/** An event of the log as this gateway passes it on. */
export type LiveEvent = {
  readonly stream: string;
  readonly seq: number;
  readonly size: number;
  readonly changes: readonly Change[];
  readonly targets: readonly Target[];
};

/**
 * Makes an event ready to be passed on. The last of its pushes carries the cursor `after` the event, the others
 * `before` it: whoever holds a cursor has been sent everything up to it.
 */
export function liveEvent(event: FollowedEvent, before: () => string, after: () => string): LiveEvent {
  const outgoing = outgoingOf(event);
  return {
    stream: event.stream,
    seq: event.seq,
    size: event.data.byteLength,
    changes: changesOf(event),
    targets: outgoing.map((to, i) => target(to, i === outgoing.length - 1 ? after : before)),
  };
}

function outgoingOf(event: FollowedEvent): Outgoing[] {
  if (!event.event) return [];
  if (event.kind === 'chat') return pushesOfChatEvent(event.event as ChatEvent);
  if (event.kind === 'contact') return pushesOfContactEvent(event.event as ContactEvent);
  return [];
}

function target(to: Outgoing, cursor: () => string): Target {
  let made: Frame | undefined;
  return {
    to,
    frame: () => {
      made ??= pushFrame(to.push, cursor());
      return made;
    },
  };
}
