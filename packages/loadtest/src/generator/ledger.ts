/** What came of one chat to one device. */
type Line = { version: number; fromOthers: number };

export type Faults = { doubled: number; reordered: number; skipped: number };

/**
 * Every (message, recipient): each device holds the version of each chat, as the contract asks of clients. What is not
 * the next one is counted as what it is; what is missing at the end shows against what was acknowledged.
 */
export class Ledger {
  readonly faults: Faults = { doubled: 0, reordered: 0, skipped: 0 };
  readonly #lines = new Map<string, Line>();

  /** @param own whether the device's own user wrote it */
  take(device: number, chatId: string, version: number, own: boolean): void {
    const key = `${device} ${chatId}`;
    const line = this.#lines.get(key);
    if (!line) {
      this.#lines.set(key, { version, fromOthers: own ? 0 : 1 });
      return;
    }
    if (version === line.version) this.faults.doubled++;
    else if (version < line.version) this.faults.reordered++;
    else {
      this.faults.skipped += version - line.version - 1;
      line.version = version;
      if (!own) line.fromOthers++;
    }
  }

  /** How many messages of others all devices have of each chat. */
  delivered(): Map<string, number> {
    const sums = new Map<string, number>();
    for (const [key, { fromOthers }] of this.#lines) {
      const chatId = key.slice(key.indexOf(' ') + 1);
      sums.set(chatId, (sums.get(chatId) ?? 0) + fromOthers);
    }
    return sums;
  }

  /** Begins to count anew; versions are kept. */
  reset(): void {
    Object.assign(this.faults, { doubled: 0, reordered: 0, skipped: 0 });
    for (const line of this.#lines.values()) line.fromOthers = 0;
  }
}
