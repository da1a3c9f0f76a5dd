import type { Id, Purpose, Variant } from '@messenger/proto';
import type { ColumnType, JSONColumnType, Kysely } from 'kysely';

type Time = ColumnType<Date, Date | undefined, Date>;
/** Length in bytes, and an entity tag: the beginning of the SHA-256, base64url. */
export type StoredVariant = { bytes: number; etag: string };

/** Images that are whole in the store. */
export type Attachments = {
  id: Id;
  /** Under which its variants lie in the store; another for each try to upload it. */
  object_id: Id;
  owner: Id;
  purpose: Purpose;
  bytes: number;
  width: number;
  height: number;
  animated: boolean;
  placeholder: string;
  variants: JSONColumnType<Record<Variant, StoredVariant>, string, never>;
  created_at: Time;
  /** `avatar`, or the chat's and the message's id; null: for nothing yet. */
  claimed_for: string | null;
  claimed_at: Date | null;
  /** When it was last seen to be in use. */
  checked_at: Time;
};

/** Objects that may be in the store without an image that has them: being uploaded, or to be removed when due. */
export type Leftovers = { object_id: Id; due_at: Date };

export type Tables = { 'media.attachments': Attachments; 'media.leftovers': Leftovers };

export type Database = Kysely<Tables>;
