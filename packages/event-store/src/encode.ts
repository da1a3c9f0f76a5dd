import { createHash } from 'node:crypto';

/** The link of a subject's chain: SHA-256 of an event as stored, first 16 bytes as base64url (22 characters). */
export function chainHash(stored: Uint8Array | string): string {
  return createHash('sha256').update(stored).digest().subarray(0, 16).toString('base64url');
}

/** The time of the next event: now, but never before the subject's last one. */
export function nextTime(now: Date, last: string | undefined): string {
  const time = now.toISOString();
  return last !== undefined && last > time ? last : time;
}
