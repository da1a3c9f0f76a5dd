import type { TimelineItem } from '@messenger/sync';

/**
 * How a message stands in the timeline: whether it starts or ends a run of its author, a day, or what is new.
 * Separators belong to the row below them, so that a page of older messages puts rows in front and moves none.
 */
export type Row = {
  /** The message's. */
  id: string;
  at: string;
  own: boolean;
  /** Something that happened to the chat, and not a message of someone. */
  notice: boolean;
  first: boolean;
  last: boolean;
  newDay: boolean;
  newFrom: boolean;
};

export type RowsInput = {
  items: readonly TimelineItem[];
  me: string | undefined;
  /** The ordinal up to which all was read when the chat was opened; undefined: nothing was new. */
  readUpTo: number | undefined;
  /** The reader's calendar day. */
  dayOf: (at: string) => string;
};

/** Messages of one author, each within this time of the one before, are one run: name and picture once. */
export const runMs = 5 * 60_000;

export function rowsOf(input: RowsInput): Row[] {
  const rows: Row[] = [];
  let before: TimelineItem['message'] | undefined;
  let day: string | undefined;
  let divided = input.readUpTo === undefined;
  for (const { id, message } of input.items) {
    const notice = message.kind === 'system';
    const own = !notice && message.senderId === input.me;
    const today = input.dayOf(message.sentAt);
    const newDay = today !== day;
    const newFrom = !divided && !own && !notice && message.ordinal > (input.readUpTo ?? 0);
    const first = newDay || newFrom || before === undefined || !continues(before, message);
    const above = rows.at(-1);
    if (above && !first) above.last = false;
    rows.push({ id, at: message.sentAt, own, notice, first, last: true, newDay, newFrom });
    divided ||= newFrom;
    before = message;
    day = today;
  }
  return rows;
}

function continues(before: TimelineItem['message'], message: TimelineItem['message']): boolean {
  if (before.kind === 'system' || message.kind === 'system') return false;
  return before.senderId === message.senderId && Date.parse(message.sentAt) - Date.parse(before.sentAt) < runMs;
}

/** These rows, each the object it was before wherever nothing about it is different. */
export function keptRows(old: readonly Row[], rows: readonly Row[]): Row[] {
  // What comes at the end moves none of the others.
  const end = rows.findIndex((row, i) => old[i]?.id !== row.id);
  const from = end < 0 ? rows.length : end;
  const moved = new Map(old.slice(from).map((row) => [row.id, row]));
  return rows.map((row, i) => {
    const known = i < from ? old[i] : moved.get(row.id);
    return known && isSame(known, row) ? known : row;
  });
}

const isSame = (a: Row, b: Row) =>
  a.id === b.id &&
  a.at === b.at &&
  a.own === b.own &&
  a.notice === b.notice &&
  a.first === b.first &&
  a.last === b.last &&
  a.newDay === b.newDay &&
  a.newFrom === b.newFrom;

/** True when rows came or went above what is shown: the place on screen is then kept from the end. */
export function grewAtTop(old: readonly Row[], rows: readonly Row[]): boolean {
  return old.length > 0 && old.length !== rows.length && old.at(-1)?.id === rows.at(-1)?.id;
}
