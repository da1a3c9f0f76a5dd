import type { Cursor } from '@messenger/proto';

/** A row that is not what the log says: `changed`, or only in the log (`missing`), or only in the table (`extra`). */
export type Difference = {
  table: string;
  key: Record<string, string | null>;
  kind: 'changed' | 'missing' | 'extra';
  /** Of a row that is on both sides, the columns that differ, as text. */
  columns: { name: string; found: string | null; expected: string | null }[];
};

/** A place of the log that does not fit what comes before it. */
export type Flaw = { stream: string; seq: number; subject: string | null; what: string };

/** An event that both the tables and the log hold to be unreadable. */
export type KnownPoison = { stream: string; seq: number; subject: string; reason: string };

export type Verification = {
  /** True when there are neither differences nor flaws. */
  clean: boolean;
  /** The state of the read model that was compared. */
  position: Cursor;
  /** What of the log was read, and how many rows were compared. */
  events: number;
  rows: number;
  seconds: number;
  /** Up to a limit for each table; `more`: there are others. */
  differences: Difference[];
  flaws: Flaw[];
  more: boolean;
  poison: KnownPoison[];
  /** Chats whose receipts moved after the position, and were not taken in by the read model in time to be compared. */
  unchecked: number;
};

/** At most this many flaws are listed, and differences of each table. */
export const listed = 100;
