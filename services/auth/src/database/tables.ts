import type { ColumnType, Generated, JSONColumnType, Kysely } from 'kysely';
import type { PrivateJwk } from '../keys/ed25519.ts';

/** A time that a default or a statement sets; written as a Date. */
type Time = ColumnType<Date, Date | undefined, Date>;
type NullableTime = ColumnType<Date | null, Date | null | undefined, Date | null>;

export type Users = {
  id: string;
  username: string;
  /** Lower case: unique whatever the case (R1). */
  username_folded: string;
  password_hash: string;
  /** As of registration; later ones are events of the user. */
  display_name: string;
  created_at: Time;
};

/** What was decided here and must reach the log; written in the transaction that decided it. */
export type Outbox = {
  id: Generated<number>;
  user_id: string;
  /** JSON as it is to be stored, byte for byte. */
  event: string;
  headers: JSONColumnType<Record<string, string>, string, never>;
  created_at: Time;
  /** Where in DIRECTORY it is, and of which generation of the log; null until it is there. */
  seq: ColumnType<number | null, never, number | null>;
  generation: ColumnType<string | null, never, string | null>;
  /** Why it can never be appended: no longer tried until an operator looked at it and set this to null. */
  failed: ColumnType<string | null, never, string>;
};

export type Sessions = {
  id: string;
  user_id: string;
  device: string;
  remember: boolean;
  /** Its refresh tokens come and go as cookies; null: not known yet, of an older release. */
  cookie: ColumnType<boolean | null, boolean | null | undefined, boolean>;
  created_at: Time;
  last_seen_at: Time;
  /** When its newest refresh token ends, and with it the session. */
  expires_at: Date;
  ended_at: NullableTime;
  /** When the gateways were told that it ended. */
  announced_at: NullableTime;
};

export type RefreshTokens = {
  /** SHA-256 of the token; the token itself is nowhere. */
  hash: Buffer;
  session_id: string;
  issued_at: Time;
  expires_at: Date;
  /** When it was rotated; null for the one that may still be used. */
  used_at: NullableTime;
  /** The one it was rotated into, kept pointing at the newest when that is replaced. */
  successor: Buffer | null;
};

export type Keys = {
  /** RFC 7638 thumbprint. */
  kid: string;
  private_jwk: JSONColumnType<PrivateJwk, string, never>;
  created_at: Time;
  /** From then on it signs, until the next one does. */
  signs_from: Date;
};

export type Tables = {
  'auth.users': Users;
  'auth.outbox': Outbox;
  'auth.sessions': Sessions;
  'auth.refresh_tokens': RefreshTokens;
  'auth.keys': Keys;
};

export type Database = Kysely<Tables>;
