import type { OutboxEntry, OutboxStore, ReadMarkStore, TokenStore } from '@messenger/sync';

/**
 * What of a device survives its death: the outbox, how far was read, and the refresh token. Each write takes a moment,
 * as on a real device; a device that died writes nothing any more.
 */
export class DeviceDisk {
  readonly #entries = new Map<string, OutboxEntry>();
  #marks: ReadonlyMap<string, number> = new Map();
  #token: string | undefined;

  /** The stores of one life of the device. */
  stores(alive: () => boolean): { outbox: OutboxStore; readMarks: ReadMarkStore; tokens: TokenStore } {
    const write = async (change: () => void) => {
      await new Promise(setImmediate);
      if (alive()) change();
    };
    return {
      outbox: {
        load: async (userId) =>
          [...this.#entries.values()].filter((entry) => entry.userId === userId).sort((a, b) => a.order - b.order),
        put: (entry) => write(() => this.#entries.set(entry.messageId, entry)),
        remove: (messageId) => write(() => this.#entries.delete(messageId)),
        clear: (userId) =>
          write(() => {
            for (const [id, entry] of this.#entries) if (entry.userId === userId) this.#entries.delete(id);
          }),
      },
      readMarks: {
        load: () => this.#marks,
        save: (_, marks) => {
          if (alive()) this.#marks = new Map(marks);
        },
      },
      tokens: {
        load: async () => this.#token,
        save: (token) =>
          write(() => {
            this.#token = token;
          }),
      },
    };
  }
}
