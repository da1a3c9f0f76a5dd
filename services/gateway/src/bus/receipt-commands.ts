import { sleep } from '@messenger/kit';
import { type Bus, type CallContext, callRaw } from '@messenger/messaging';
import { isRefusal, type MoveReceipt, moveReceipt, type Refusal, unavailable } from '@messenger/proto';

/** Delivery waits for up to 2 s for more of the same chat before it answers. */
const timeoutMs = 8_000;

export type ReceiptAnswer = { bytes: Uint8Array; position: string | undefined } | Refusal;
export type MoveReceipts = (command: MoveReceipt, context: CallContext) => Promise<ReceiptAnswer>;

export const receiptMover =
  (bus: Bus): MoveReceipts =>
  (command, context) =>
    callRaw(bus, moveReceipt(command.chatId), command, { ...context, timeoutMs });

type Waiting = { command: MoveReceipt; context: CallContext; settle: (answer: ReceiptAnswer) => void };

export type CoalescedOptions = { move: MoveReceipts; everyMs?: number };

/**
 * Receipts as they come from sockets, at most one a second for each user, chat and kind: the first goes at once, of
 * those that come meanwhile the furthest is sent for all.
 */
export class CoalescedReceipts implements Disposable {
  readonly #move: MoveReceipts;
  readonly #everyMs: number;
  readonly #lanes = new Map<string, Waiting[]>();
  readonly #stop = new AbortController();

  constructor({ move, everyMs = 1_000 }: CoalescedOptions) {
    this.#move = move;
    this.#everyMs = everyMs;
  }

  move(command: MoveReceipt, context: CallContext): Promise<ReceiptAnswer> {
    const key = `${command.by}:${command.chatId}:${command.kind}`;
    return new Promise((settle) => {
      const lane = this.#lanes.get(key);
      if (lane) lane.push({ command, context, settle });
      else void this.#run(key, [{ command, context, settle }]);
    });
  }

  /** Those who wait are answered at once. */
  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  async #run(key: string, waiting: Waiting[]): Promise<void> {
    this.#lanes.set(key, waiting);
    while (waiting.length > 0) {
      const pause = sleep(this.#everyMs, this.#stop.signal);
      waiting.unshift(...(await this.#sendFurthest(waiting.splice(0))));
      await pause;
    }
    this.#lanes.delete(key);
  }

  /** Answers all with what the furthest got. If that was too far, the others are given back, to be tried again. */
  async #sendFurthest(waiting: Waiting[]): Promise<Waiting[]> {
    const upTo = Math.max(...waiting.map(({ command }) => command.upTo));
    const { command, context } = waiting.find((each) => each.command.upTo === upTo)!;
    const answer = await this.#move(command, context).catch(() => unavailable());
    const tooFar = isRefusal(answer) && answer.code === 'validation_failed';
    const behind = tooFar ? waiting.filter((each) => each.command.upTo < upTo) : [];
    for (const each of waiting) if (!behind.includes(each)) each.settle(answer);
    return behind;
  }
}
