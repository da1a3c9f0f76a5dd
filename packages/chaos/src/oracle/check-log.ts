import { createHash } from 'node:crypto';
import type { ChatEvent } from '@messenger/proto';

export type Stored = { seq: number; data: Uint8Array };

/** What the next event names of this one. */
export const hashOf = (data: Uint8Array): string =>
  createHash('sha256').update(data).digest().subarray(0, 16).toString('base64url');

/**
 * What is wrong with the stored events of one chat: versions and ordinals without a gap, the chain whole, time never
 * backwards, no event twice.
 */
export function checkChatLog(chatId: string, stored: readonly Stored[]): string[] {
  const wrong: string[] = [];
  const ids = new Set<string>();
  let [ordinal, prev, at] = [0, null as string | null, ''];
  for (const [i, { seq, data }] of stored.entries()) {
    const event = parse(data);
    const where = `chat ${chatId} at sequence ${seq}: ${event.type} ${event.id}`;
    if (event.version !== i + 1) wrong.push(`${where} has version ${event.version} where ${i + 1} is due`);
    if (event.prev !== prev) wrong.push(`${where} does not continue the event before it`);
    if (event.at < at) wrong.push(`${where} is older than the event before it`);
    if (ids.has(event.id)) wrong.push(`${where} is stored twice`);
    if (event.type === 'MessageSent' && event.data.ordinal !== ++ordinal)
      wrong.push(`${where} has ordinal ${event.data.ordinal} where ${ordinal} is due`);
    ids.add(event.id);
    prev = hashOf(data);
    at = event.at;
  }
  return wrong;
}

/** A stored event as it stands, unchecked. */
export function parse(data: Uint8Array): ChatEvent {
  return JSON.parse(new TextDecoder().decode(data)) as ChatEvent;
}
