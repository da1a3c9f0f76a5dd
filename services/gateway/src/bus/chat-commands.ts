import { type Bus, type CallContext, callRawAt } from '@messenger/messaging';
import { type ChatCommand, isRefusal, type Refusal, refuse, subjects } from '@messenger/proto';
import { Lanes } from './lanes.ts';

/** The owner of a chat's partition answers within this, or any other instance is asked. */
const ownerTimeoutMs = 2_000;
const anyTimeoutMs = 4_000;
/** Commands of one user to one chat that may wait here. */
const maxWaiting = 100;

type Answer = { bytes: Uint8Array; position: string | undefined } | Refusal;

/**
 * Sends commands to chat-command: one user's to one chat one at a time and in order, so that pipelined sends cannot
 * pass each other. While the outcome of one is unknown, those behind it are refused as unavailable.
 */
export class ChatCommands {
  readonly #bus: Bus;
  readonly #lanes = new Lanes<Answer>({
    maxWaiting,
    full: () => refuse('rate_limited', 'Too many at once. Try again in a moment.', { retryAfter: 1 }),
    undecided: (answer) => isRefusal(answer) && (answer.code === 'unavailable' || answer.code === 'internal'),
  });

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** The answer's bytes are JSON: `Sent` for sends, `DirectCreated` for direct chats. */
  send(command: ChatCommand, context: CallContext): Promise<Answer> {
    return this.#lanes.run(`${command.by}:${command.chatId}`, async () => {
      const owner = subjects.chatCommand(command.chatId);
      const answer = await callRawAt(this.#bus, owner, command, { ...context, timeoutMs: ownerTimeoutMs });
      if (!isRefusal(answer) || answer.code !== 'unavailable') return answer;
      return callRawAt(this.#bus, subjects.anyChatCommand, command, { ...context, timeoutMs: anyTimeoutMs });
    });
  }
}
