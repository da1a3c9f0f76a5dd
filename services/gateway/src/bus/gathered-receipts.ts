import { Pauses } from '@messenger/kit';
import { type Bus, type CallContext, call } from '@messenger/messaging';
import {
  type ChatId,
  isRefusal,
  maxReceiptMoves,
  moveReceipts,
  type ReceiptMove,
  type ReceiptsReply,
  type Refusal,
  unavailable,
} from '@messenger/proto';

/** Delivery waits for up to 2 s for more of the same chat before it answers, and longer while others append to it. */
const timeoutMs = 8_000;
/** How far apart requests of one chat are at the least; in a lively one, further: delivery waits for longer there. */
const everyMs = 250;
const lively = { moves: 5, factor: 2 } as const;
/** Moves that may wait here in one chat: two of each member. */
const maxWaiting = 1_000;

/** The moved cursors are in the log from this position on. */
export type ReceiptAnswer = { position: string | undefined } | Refusal;
export type MoveReceiptOf = ReceiptMove & { chatId: ChatId };
export type MoveReceipt = (of: MoveReceiptOf, context: CallContext) => Promise<ReceiptAnswer>;
export type SettleReceipt = (answer: ReceiptAnswer) => void;
/** Calls back once, however it ends. */
export type TakeReceipt = (of: MoveReceiptOf, context: CallContext, settle: SettleReceipt) => void;

/** Asks delivery to move cursors of one chat. */
export type AskToMove = (
  chatId: ChatId,
  moves: ReceiptMove[],
  context: CallContext,
) => Promise<{ value: ReceiptsReply; position: string | undefined } | Refusal>;

export const askDelivery =
  (bus: Bus): AskToMove =>
  (chatId, moves, context) =>
    call(bus, moveReceipts(chatId), { chatId, moves }, { ...context, timeoutMs });

type Waiting = { move: ReceiptMove; context: CallContext; settle: SettleReceipt };

/**
 * Makes one request of what members of a chat have and have read: the first goes at once, those that come within a
 * while after it go together. In a group all say it once a second, so their requests would be most of all.
 */
export class GatheredReceipts implements Disposable {
  readonly #ask: AskToMove;
  readonly #everyMs: number;
  readonly #chats = new Map<ChatId, Waiting[]>();
  readonly #pauses = new Pauses();

  constructor(ask: AskToMove, options: { everyMs?: number } = {}) {
    this.#ask = ask;
    this.#everyMs = options.everyMs ?? everyMs;
  }

  move(of: MoveReceiptOf, context: CallContext): Promise<ReceiptAnswer> {
    return new Promise((settle) => this.take(of, context, settle));
  }

  take({ chatId, by, kind, upTo }: MoveReceiptOf, context: CallContext, settle: SettleReceipt): void {
    const waiting = { move: { by, kind, upTo }, context, settle };
    const gathering = this.#chats.get(chatId);
    if (!gathering) void this.#run(chatId, [waiting]);
    else if (gathering.length < maxWaiting) gathering.push(waiting);
    else settle(unavailable());
  }

  /** Those who wait are asked for at once. */
  [Symbol.dispose](): void {
    this.#pauses[Symbol.dispose]();
  }

  async #run(chatId: ChatId, waiting: Waiting[]): Promise<void> {
    this.#chats.set(chatId, waiting);
    while (waiting.length > 0) {
      const gathered = waiting.splice(0, maxReceiptMoves);
      void this.#send(chatId, gathered);
      await this.#pauses.after(this.#everyMs * (gathered.length >= lively.moves ? lively.factor : 1));
    }
    this.#chats.delete(chatId);
  }

  async #send(chatId: ChatId, gathered: Waiting[]): Promise<void> {
    const moves = gathered.map(({ move }) => move);
    const answer = await this.#ask(chatId, moves, gathered[0]!.context).catch(() => unavailable());
    gathered.forEach(({ settle }, n) => {
      if (isRefusal(answer)) settle(answer);
      else settle(answer.value.refusals[n] ?? { position: answer.position });
    });
  }
}
