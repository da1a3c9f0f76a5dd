import { maxReplyBytes } from './bytes.ts';

/**
 * A user message with the notices that came after it, before the next: what a page takes or leaves as a whole. What
 * came before the first message makes a group of its own, of ordinal 0.
 */
export type Group = { ordinal: number; message: string | null; notices: string[] };

/** Notices that a page may have beside its messages. */
export const maxNotices = 200;

/** The stretch of groups around one that fits into a page, grown on both sides by turns; that one is always in it. */
export function cutGroups(groups: readonly Group[], anchor: number): Group[] {
  const first = groups[anchor];
  if (!first) return [];
  let bytes = maxReplyBytes - bytesOf(first);
  let notices = maxNotices - first.notices.length;
  const taken = [first];
  const take = (group: Group | undefined, put: (group: Group) => void): boolean => {
    if (!group || bytesOf(group) > bytes || group.notices.length > notices) return false;
    bytes -= bytesOf(group);
    notices -= group.notices.length;
    put(group);
    return true;
  };
  let [up, down] = [true, true];
  for (let distance = 1; up || down; distance++) {
    up &&= take(groups[anchor + distance], (group) => taken.push(group));
    down &&= take(groups[anchor - distance], (group) => taken.unshift(group));
  }
  return taken;
}

export const textsOf = ({ message, notices }: Group): string[] => (message === null ? notices : [message, ...notices]);

const bytesOf = (group: Group): number => textsOf(group).reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
