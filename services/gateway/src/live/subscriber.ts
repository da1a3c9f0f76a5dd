import type { UserId } from '@messenger/proto';
import type { Frame } from './frame.ts';
import type { Membership } from './membership.ts';

/** Whoever gets frames: a socket, or a long poll in its place. */
export interface Subscriber {
  readonly userId: UserId;
  /** Set when catching up has found it out; changed by events from then on. */
  readonly membership: Membership;
  /** Takes a frame into its outbox. Never throws, never waits. */
  receive(frame: Frame): void;
  /** The user has a new contact: its presence is of interest from now on. */
  befriended(userId: UserId): void;
}
