import { Pauses } from '@messenger/kit';
import type { CallContext } from '@messenger/messaging';
import { isRefusal, unavailable } from '@messenger/proto';
import type { MoveReceipt, MoveReceiptOf, ReceiptAnswer } from './gathered-receipts.ts';

type Waiting = { command: MoveReceiptOf; context: CallContext; settle: (answer: ReceiptAnswer) => void };

export type CoalescedOptions = { move: MoveReceipt; everyMs?: number };

/**
 * Receipts as they come from sockets, at most one a second for each user, chat and kind: the first goes at once, of
 * those that come meanwhile the furthest is sent for all.
 */
export class CoalescedReceipts implements Disposable {
  readonly #move: MoveReceipt;
  readonly #everyMs: number;
  readonly #lanes = new Map<string, Waiting[]>();
  readonly #pauses = new Pauses();

  constructor({ move, everyMs = 1_000 }: CoalescedOptions) {
    this.#move = move;
    this.#everyMs = everyMs;
  }

  move(command: MoveReceiptOf, context: CallContext): Promise<ReceiptAnswer> {
    const key = `${command.by}:${command.chatId}:${command.kind}`;
    const lane = this.#lanes.get(key);
    if (lane) return new Promise((settle) => lane.push({ command, context, settle }));
    const answer = this.#move(command, context).catch(() => unavailable());
    void this.#run(key, answer);
    return answer;
  }

  /** Those who wait are answered at once. */
  [Symbol.dispose](): void {
    this.#pauses[Symbol.dispose]();
  }

  async #run(key: string, first: Promise<unknown>): Promise<void> {
    const waiting: Waiting[] = [];
    this.#lanes.set(key, waiting);
    let pause = this.#pauses.after(this.#everyMs);
    await first;
    await pause;
    while (waiting.length > 0) {
      pause = this.#pauses.after(this.#everyMs);
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
