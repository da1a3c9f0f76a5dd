import type { ChatEvent, Sent } from '@messenger/proto';
import type { WireDevice } from '@messenger/testkit';
import { expect } from 'vitest';

/** The log holds each acknowledged message exactly once, as it was answered, in versions 1 … n without a gap. */
export function expectWhole(log: ChatEvent[], acknowledged: Iterable<Sent>): void {
  expect(log.map((event) => event.version)).toEqual(log.map((_, i) => i + 1));
  const stored = new Map<string, ChatEvent>();
  for (const event of log) {
    expect(stored.has(event.id)).toBe(false);
    stored.set(event.id, event);
  }
  for (const sent of acknowledged) {
    const event = stored.get(sent.messageId);
    expect(event, `acknowledged message ${sent.messageId}`).toBeDefined();
    expect({ version: event!.version, sentAt: event!.at }).toEqual({ version: sent.version, sentAt: sent.sentAt });
  }
}

/** The device has applied exactly the log: every event once, in order. */
export function expectInStep(device: WireDevice, chatId: string, log: ChatEvent[]): void {
  const chat = device.chat(chatId);
  expect(chat.events.map(({ version, id }) => ({ version, id }))).toEqual(
    log.map(({ version, id }) => ({ version, id })),
  );
  expect(device.holes).toEqual([]);
}
