import { isDeepStrictEqual } from 'node:util';
import type { ShownChat, ShownMessage } from './shown.ts';
import type { ChatView, MessageView } from './view.ts';

/** Differences between what must be seen and what is shown, one sentence each, naming chat, place and both values. */
export function compareChats(must: ReadonlyMap<string, ChatView>, shown: ReadonlyMap<string, ShownChat>): string[] {
  const differences: string[] = [];
  for (const id of shown.keys()) if (!must.has(id)) differences.push(`chat ${id} is shown to one who is not in it`);
  for (const [id, view] of must) {
    const seen = shown.get(id);
    if (!seen) differences.push(`chat ${id} is not shown`);
    else differences.push(...fields(`chat ${id} at version ${view.version}`, view, optional(seen, 'members')));
  }
  return differences;
}

/**
 * Compares a timeline from the first row shown to its end, in order; `whole`: from the beginning.
 * @param chatId for the text alone
 */
export function compareTimeline(
  chatId: string,
  must: readonly MessageView[],
  shown: readonly ShownMessage[],
  whole: boolean,
): string[] {
  const from = whole ? 0 : Math.max(0, must.length - shown.length);
  const expected = must.slice(from);
  const order = (rows: readonly { id: string; version: number }[]) => rows.map(({ id }) => id);
  if (!isDeepStrictEqual(order(expected), order(shown))) return [orderDifference(chatId, expected, shown)];
  return expected.flatMap((view, i) =>
    messageFields(`chat ${chatId}, message ${view.ordinal} (${view.id})`, view, shown[i]!),
  );
}

function orderDifference(chatId: string, must: readonly MessageView[], shown: readonly ShownMessage[]): string {
  const at = must.findIndex(({ id }, i) => shown[i]?.id !== id);
  const i = at === -1 ? must.length : at;
  const name = (row: { id: string; ordinal: number; kind: string; version: number } | undefined) =>
    row ? `${row.kind} ${row.ordinal} (${row.id}, version ${row.version})` : 'nothing';
  return `chat ${chatId}: ${shown.length} rows shown of ${must.length}; row ${i} is ${name(shown[i])} instead of ${name(must[i])}`;
}

function messageFields(where: string, must: MessageView, shown: ShownMessage): string[] {
  const excerpt = shown.replyTo?.excerpt ?? must.replyTo?.excerpt;
  const seen = shown.replyTo ? { ...shown, replyTo: { ...shown.replyTo, excerpt } } : shown;
  return fields(where, must, seen);
}

/** A field that was never loaded is not compared. */
function optional<T extends object>(shown: T, field: keyof T): Partial<T> {
  const { [field]: value, ...rest } = shown;
  return (value === undefined ? rest : shown) as Partial<T>;
}

function fields(where: string, must: object, shown: object): string[] {
  const differences: string[] = [];
  for (const [field, seen] of Object.entries(shown)) {
    const expected = (must as Record<string, unknown>)[field];
    if (field === 'lastMessage' && expected && seen) {
      differences.push(...messageFields(`${where}, last message`, expected as MessageView, seen as ShownMessage));
    } else if (!isDeepStrictEqual(expected, seen)) {
      differences.push(`${where}: ${field} is ${JSON.stringify(seen)} instead of ${JSON.stringify(expected)}`);
    }
  }
  return differences;
}
