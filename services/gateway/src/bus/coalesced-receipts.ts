import type { CallContext } from '@messenger/messaging';
import { isRefusal } from '@messenger/proto';
import type { MoveReceiptOf, ReceiptAnswer, SettleReceipt, TakeReceipt } from './gathered-receipts.ts';

type Waiting = { command: MoveReceiptOf; context: CallContext; settle: SettleReceipt };
/** Of one user, chat and kind: those that came since it last asked, and until when it rests. */
type Lane = { key: string; waiting: Waiting[]; restsUntil: number };

export type CoalescedOptions = { take: TakeReceipt; everyMs?: number };

/** Lanes that rest are looked at so often in the time that they rest. */
const turns = 20;

/**
 * Receipts as they come from sockets, at most one a second for each user, chat and kind: the first goes at once, of
 * those that come meanwhile the furthest is sent for all. Thousands wait here for seconds, so that what each of them
 * holds is what the garbage collector has to move: a record, no promise and no timer.
 */
export class CoalescedReceipts implements Disposable {
  readonly #take: TakeReceipt;
  readonly #everyMs: number;
  readonly #lanes = new Map<string, Lane>();
  /** By the turn in which they go on. */
  readonly #resting = new Map<number, Lane[]>();
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor({ take, everyMs = 1_000 }: CoalescedOptions) {
    this.#take = take;
    this.#everyMs = everyMs;
  }

  move(command: MoveReceiptOf, context: CallContext): Promise<ReceiptAnswer> {
    return new Promise((settle) => this.take(command, context, settle));
  }

  take(command: MoveReceiptOf, context: CallContext, settle: SettleReceipt): void {
    const key = `${command.by}:${command.chatId}:${command.kind}`;
    const lane = this.#lanes.get(key);
    if (lane) {
      lane.waiting.push({ command, context, settle });
      return;
    }
    const opened: Lane = { key, waiting: [], restsUntil: 0 };
    this.#lanes.set(key, opened);
    this.#ask(opened, [{ command, context, settle }]);
  }

  /** Those who wait are asked for at once. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#wake(Number.POSITIVE_INFINITY);
  }

  /** Answers all with what the furthest got. If that was too far, the others are tried again. */
  #ask(lane: Lane, asked: Waiting[]): void {
    lane.restsUntil = performance.now() + this.#everyMs;
    const upTo = Math.max(...asked.map(({ command }) => command.upTo));
    const { command, context } = asked.find((each) => each.command.upTo === upTo)!;
    this.#take(command, context, (answer) => {
      const tooFar = isRefusal(answer) && answer.code === 'validation_failed';
      for (const each of asked) {
        if (tooFar && each.command.upTo < upTo) lane.waiting.push(each);
        else each.settle(answer);
      }
      this.#rest(lane);
    });
  }

  #rest(lane: Lane): void {
    if (this.#isOver || lane.restsUntil <= performance.now()) {
      this.#goOn(lane);
      return;
    }
    const turnMs = this.#everyMs / turns;
    const turn = Math.ceil(lane.restsUntil / turnMs);
    const others = this.#resting.get(turn);
    if (others) others.push(lane);
    else this.#resting.set(turn, [lane]);
    this.#timer ??= setInterval(() => this.#wake(Math.floor(performance.now() / turnMs)), turnMs);
  }

  /** Those whose turn is up to this one go on. */
  #wake(until: number): void {
    for (const [turn, lanes] of this.#resting) {
      if (turn > until) continue;
      this.#resting.delete(turn);
      for (const lane of lanes) this.#goOn(lane);
    }
    if (this.#resting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #goOn(lane: Lane): void {
    if (lane.waiting.length === 0) this.#lanes.delete(lane.key);
    else this.#ask(lane, lane.waiting.splice(0));
  }
}
