import { type Cursor, decodeCursor, type Push } from '@messenger/proto';
import type { Frame } from './frame.ts';
import { type Membership, membershipOf } from './membership.ts';
import type { Subscriber } from './subscriber.ts';

export type Got = { push: Push; cursor: Cursor | undefined };

/** A subscriber that keeps what it gets. */
export class Collector implements Subscriber {
  readonly userId: string;
  membership: Membership = membershipOf([], []);
  readonly got: Got[] = [];
  readonly befriends: string[] = [];

  constructor(userId: string) {
    this.userId = userId;
  }

  receive({ bytes }: Frame): void {
    const push = JSON.parse(bytes.toString()) as Push;
    this.got.push({ push, cursor: push.cursor === undefined ? undefined : decodeCursor(push.cursor) });
  }

  befriended(userId: string): void {
    this.befriends.push(userId);
  }
}
