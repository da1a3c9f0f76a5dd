import type { FollowedEvent } from '@messenger/event-store';
import {
  type ChatEvent,
  type ChatId,
  type ContactEvent,
  type Outgoing,
  pushesOfChatEvent,
  pushesOfContactEvent,
  pushesOfUserEvent,
  type UserEvent,
} from '@messenger/proto';
import { type Change, changesOf, endedBy } from './membership.ts';
import { audienceOf, type Target, target } from './target.ts';

/** Where an event stands in the log. */
export type Place = { readonly stream: string; readonly seq: number };

/** An event of the log as this gateway passes it on. */
export type LiveEvent = Place & {
  readonly size: number;
  readonly changes: readonly Change[];
  /** The chat that nobody is in any more once the pushes are out. */
  readonly ended: ChatId | undefined;
  readonly targets: () => readonly Target[];
  /** Set when the targets are all members of this chat: where none of them is, they need not be worked out. */
  readonly within?: ChatId;
};

export type Concerning = Extract<Outgoing, { to: 'concerned' }>;
/** The cursor that is true before an event, and the one after it. */
export type CursorsAround = { before: () => string; after: () => string };

/** What the contract makes of an event; receipts are told by what was known before, so not here. */
export function outgoingOf(event: FollowedEvent): Outgoing[] {
  if (!event.event) return [];
  if (event.kind === 'chat') return pushesOfChatEvent(event.event as ChatEvent);
  if (event.kind === 'contact') return pushesOfContactEvent(event.event as ContactEvent);
  if (event.kind === 'user') return pushesOfUserEvent(event.event as UserEvent);
  return [];
}

/**
 * Makes an event ready to be passed on. The last of its pushes carries the cursor `after` the event, the others
 * `before` it: whoever holds a cursor has been sent everything up to it.
 */
export function liveEvent(
  event: FollowedEvent,
  outgoing: readonly Outgoing[],
  { before, after }: CursorsAround,
  more: readonly Target[] = [],
): LiveEvent {
  const told = outgoing.filter((to) => to.to !== 'concerned');
  const last = more.length === 0 ? told.length - 1 : -1;
  const targets = [...told.map((to, i) => target(audienceOf(to), to.push, i === last ? after : before)), ...more];
  return { ...placeOf(event), changes: changesOf(event), ended: endedBy(event), targets: () => targets };
}

/** Where an event stands and what keeping it costs. */
export const placeOf = ({ stream, seq, data }: FollowedEvent) => ({ stream, seq, size: data.byteLength });
