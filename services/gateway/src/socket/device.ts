import type { SessionId, UserId } from '@messenger/proto';
import type { Caller } from '../auth/tokens.ts';
import type { Frame } from '../live/frame.ts';
import { type Membership, membershipOf } from '../live/membership.ts';
import type { Subscriber } from '../live/subscriber.ts';
import type { Outbox } from './outbox.ts';

/** A socket whose user is known: what gets pushes. */
export class Device implements Subscriber {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** In ms since 1970; moved on by fresh tokens. */
  tokenExpiresAt: number;
  membership: Membership = membershipOf([], []);
  live = false;
  readonly #outbox: Outbox;
  readonly #befriended: (device: Device, userId: UserId) => void;

  constructor(caller: Caller, outbox: Outbox, befriended: (device: Device, userId: UserId) => void) {
    this.userId = caller.userId;
    this.sessionId = caller.sessionId;
    this.tokenExpiresAt = caller.expiresAt;
    this.#outbox = outbox;
    this.#befriended = befriended;
  }

  receive(frame: Frame): void {
    this.#outbox.push(frame);
  }

  befriended(userId: UserId): void {
    this.#befriended(this, userId);
  }
}
