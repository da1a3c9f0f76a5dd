import type { Sent } from '@messenger/proto';

/** A message that a client was asked to send, and what it was told about it. */
export type LedgerSend = {
  messageId: string;
  chatId: string;
  userId: string;
  /** The device: each device's own order counts. */
  client: string;
  text: string;
  order: number;
  /** Every answer that reached the device. */
  acks: Pick<Sent, 'version' | 'ordinal' | 'sentAt'>[];
  /** The code of the answer that it is refused for good. */
  refused?: string;
};

/** A change (an edit, a deletion, …) that the server answered with `ok`. */
export type LedgerChange = { commandId: string; type: string; chatId: string; client: string; data: object };

/** What clients did and were answered, noted where answers reach the device. */
export class Ledger {
  readonly sends = new Map<string, LedgerSend>();
  readonly changes = new Map<string, LedgerChange>();
  #order = 0;

  sending(send: Omit<LedgerSend, 'order' | 'acks'>): void {
    this.sends.set(send.messageId, { ...send, order: this.#order++, acks: [] });
  }

  acknowledged(messageId: string, { version, ordinal, sentAt }: Sent): void {
    this.sends.get(messageId)?.acks.push({ version, ordinal, sentAt });
  }

  refused(messageId: string, code: string): void {
    const send = this.sends.get(messageId);
    if (send) send.refused = code;
  }

  changed(change: LedgerChange): void {
    this.changes.set(change.commandId, change);
  }

  count(which: (send: LedgerSend) => boolean): number {
    let count = 0;
    for (const send of this.sends.values()) if (which(send)) count++;
    return count;
  }
}
