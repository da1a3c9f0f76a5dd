import type { ChatEvent } from '@messenger/proto';
import type { LedgerSend } from '../clients/ledger.ts';

export type SendFindings = { lost: string[]; doubled: string[]; reordered: string[]; broken: string[] };

type Place = { version: number; ordinal: number; sentAt: string };

/** Compares what clients sent, and what they were answered, with the log: `logs` by chat. */
export function checkSends(
  sends: ReadonlyMap<string, LedgerSend>,
  logs: ReadonlyMap<string, readonly ChatEvent[]>,
): SendFindings {
  const found: SendFindings = { lost: [], doubled: [], reordered: [], broken: [] };
  const places = new Map<string, Place[]>();
  for (const [chatId, events] of logs) {
    /** By sender's device: how far its own order has come. */
    const last = new Map<string, LedgerSend>();
    for (const event of events) {
      if (event.type !== 'MessageSent') continue;
      const send = sends.get(event.id);
      const where = `message ${event.id} (“${event.data.text}”) of chat ${chatId} at version ${event.version}`;
      if (!send || send.chatId !== chatId || send.userId !== event.by || send.text !== event.data.text) {
        found.broken.push(`${where} was never sent so`);
        continue;
      }
      const before = last.get(send.client);
      if (before && before.order > send.order) found.reordered.push(`${where} stands after “${before.text}”`);
      last.set(send.client, send);
      const { version, at: sentAt } = event;
      places.set(event.id, [...(places.get(event.id) ?? []), { version, ordinal: event.data.ordinal, sentAt }]);
    }
  }
  for (const send of sends.values()) account(send, places.get(send.messageId) ?? [], found);
  return found;
}

function account(send: LedgerSend, places: readonly Place[], found: SendFindings): void {
  const what = `message ${send.messageId} (“${send.text}”) of ${send.client} in chat ${send.chatId}`;
  const [place] = places;
  if (places.length > 1) found.doubled.push(`${what} is in the log at ${places.map((p) => p.version).join(', ')}`);
  if (send.refused && place) found.broken.push(`${what} was refused (${send.refused}) and is at ${place.version}`);
  for (const ack of send.acks) {
    if (!place) found.lost.push(`${what}: acknowledged as version ${ack.version}, not in the log`);
    else if (!places.some((p) => p.version === ack.version && p.ordinal === ack.ordinal && p.sentAt === ack.sentAt))
      found.broken.push(`${what}: acknowledged as ${JSON.stringify(ack)}, in the log as ${JSON.stringify(place)}`);
  }
}
