import type { ServerFrame } from '../connection/wire.ts';
import type { OutboxChange } from '../outbox/outbox.ts';

/** What the tabs of one user say to each other. `from` and `to` name tabs. */
export type TabMessage =
  /**
   * A follower wants what the leader gets, and is told from where on it does: `next` is the number of its first frame.
   * `recent`: what the leader got before that, which its cursor may not claim yet; a tab of before does not say.
   */
  | { kind: 'attach'; from: string }
  | {
      kind: 'attached';
      from: string;
      to: string;
      cursor: string;
      via: 'socket' | 'poll';
      next: number;
      recent?: ServerFrame[];
    }
  /** The leader has a connection now, or none. */
  | { kind: 'live' | 'down'; from: string }
  | { kind: 'frame'; from: string; number: number; frame: ServerFrame }
  | { kind: 'ask'; from: string; frame: { type: string; id?: string; commandId?: string; data: object } }
  | { kind: 'answer'; to: string; frame: ServerFrame }
  /** Is the leader alive? */
  | { kind: 'ping'; from: string }
  | { kind: 'pong'; from: string; to: string }
  | { kind: 'outbox'; change: OutboxChange }
  /** The server knows that this device has everything up to there; it tells nobody of it but who said so. */
  | { kind: 'delivered'; chatId: string; upTo: number };
