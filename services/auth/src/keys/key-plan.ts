import { imageTokenSeconds } from '@messenger/proto';

/** A key signs from then on, until the next one does. */
export type KeyTimes = { kid: string; signsFrom: Date };

const day = 24 * 60 * 60_000;
/** How long one key signs. */
export const signingMs = 30 * day;
/**
 * How long a key is public before it signs, and still public after the next one signs: as long as any token lives, of
 * which one for images lives longest, and a margin for clocks and for what others cache.
 */
export const overlapMs = imageTokenSeconds * 1000 + 5 * 60_000;

/** The key to sign with now: the newest that signs already. */
export function signingKey<K extends KeyTimes>(keys: readonly K[], now: Date): K | undefined {
  return byAge(keys).findLast((key) => key.signsFrom <= now);
}

/** From when a key that is to be made now should sign; undefined if none is needed yet. */
export function nextKeyFrom(keys: readonly KeyTimes[], now: Date): Date | undefined {
  const newest = byAge(keys).at(-1);
  if (!newest) return now;
  const due = newest.signsFrom.getTime() + signingMs;
  const earliest = now.getTime() + overlapMs;
  return due <= earliest ? new Date(earliest) : undefined;
}

/** The keys whose tokens may be about: all but those that were followed by another more than the overlap ago. */
export function publishedKeys<K extends KeyTimes>(keys: readonly K[], now: Date): K[] {
  const sorted = byAge(keys);
  return sorted.filter((_, i) => {
    const next = sorted[i + 1];
    return !next || next.signsFrom.getTime() + overlapMs > now.getTime();
  });
}

function byAge<K extends KeyTimes>(keys: readonly K[]): K[] {
  return keys.toSorted((a, b) => a.signsFrom.getTime() - b.signsFrom.getTime());
}
