import { type Bus, type CallContext, callRawAt } from '@messenger/messaging';
import { type ChatCommand, type Id, isRefusal, type Refusal, refuse, subjects } from '@messenger/proto';
import type { Limits } from '../limits/limits.ts';
import { Lanes } from './lanes.ts';
import { uploadsOf } from './uploads.ts';

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
  readonly #limits: Limits;
  readonly #lanes = new Lanes<Answer>({
    maxWaiting,
    full: () => refuse('rate_limited', 'Too many at once. Try again in a moment.', { retryAfter: 1 }),
    undecided: (answer) => isRefusal(answer) && (answer.code === 'unavailable' || answer.code === 'internal'),
  });

  constructor(bus: Bus, limits: Limits) {
    this.#bus = bus;
    this.#limits = limits;
  }

  /** The answer's bytes are JSON: `Sent` for sends, `DirectCreated` for new chats, else `Done`. */
  send(command: ChatCommand, context: CallContext, attachmentIds: readonly Id[] = []): Promise<Answer> {
    // Asked before its turn comes, so that in a busy lane nobody waits for it.
    const limited =
      command.type === 'SendMessage' ? this.#limits.refusalOf('messages', { userId: command.by }) : undefined;
    return this.#lanes.run(`${command.by}:${command.chatId}`, async () => {
      const refusal = await limited;
      if (refusal) return refusal;
      const attachments = await uploadsOf(command.by, attachmentIds);
      if (isRefusal(attachments)) return attachments;
      const owner = subjects.chatCommand(command.chatId);
      const answer = await callRawAt(this.#bus, owner, command, { ...context, timeoutMs: ownerTimeoutMs });
      if (!isRefusal(answer) || answer.code !== 'unavailable') return answer;
      return callRawAt(this.#bus, subjects.anyChatCommand, command, { ...context, timeoutMs: anyTimeoutMs });
    });
  }
}
