import type { Bus, CallContext, RawAnswer } from '@messenger/messaging';
import { type ChatCommand, isRefusal, refuse, unavailable } from '@messenger/proto';
import type { Limits } from '../limits/limits.ts';
import type { RuleName } from '../limits/rules.ts';
import { ChatOwners } from './chat-owners.ts';
import { Lanes } from './lanes.ts';

/**
 * Commands of all that may be in work or wait here: some two seconds of what two cores can do. Beyond, a queue would
 * only grow, and all would wait for longer than anybody does.
 */
const maxInAll = 4_000;

/** What is limited by itself: over sockets nothing else counts it. */
const ruleOf: { readonly [T in ChatCommand['type']]?: RuleName } = {
  SendMessage: 'messages',
  EditMessage: 'changes',
  DeleteMessage: 'changes',
  AddReaction: 'changes',
  RemoveReaction: 'changes',
};

/**
 * Sends commands to chat-command: one user's to one chat one at a time and in order, so that pipelined sends cannot
 * pass each other. While the outcome of one is unknown, those behind it are refused as unavailable.
 */
export class ChatCommands {
  readonly #owners: ChatOwners;
  readonly #limits: Limits;
  readonly #lanes: Lanes<RawAnswer>;

  /** `maxWaiting`: commands of one user to one chat that may wait here. */
  constructor(bus: Bus, limits: Limits, maxWaiting: number) {
    this.#lanes = new Lanes<RawAnswer>({
      maxWaiting,
      full: () => refuse('rate_limited', 'Too many at once. Try again in a moment.', { retryAfter: 1 }),
      maxInAll,
      busy: () => unavailable(1),
      undecided: (answer) => isRefusal(answer) && (answer.code === 'unavailable' || answer.code === 'internal'),
    });
    this.#owners = new ChatOwners(bus);
    this.#limits = limits;
  }

  /** The answer's bytes are JSON: `Sent` for sends, `Created` for new chats, else `Done`. */
  send(command: ChatCommand, context: CallContext): Promise<RawAnswer> {
    // Asked before its turn comes, so that in a busy lane nobody waits for it.
    const rule = ruleOf[command.type];
    const limited = rule && this.#limits.refusalOf(rule, { userId: command.by });
    return this.#lanes.run(`${command.by}:${command.chatId}`, async () => {
      const refusal = await limited;
      if (refusal) return refusal;
      return this.#owners.ask(command, context);
    });
  }
}
