import {
  askRawAt,
  type Bus,
  type CallContext,
  NoResponders,
  type RawAnswer,
  RequestTimedOut,
} from '@messenger/messaging';
import { type ChatCommand, subjects, unavailable } from '@messenger/proto';

/** How long each way is waited for. */
const patienceMs = 2_000;
/** So often somebody is asked in vain. */
const maxTimeouts = 3;
/** How long an owner that did not answer is passed by; until then another has taken over. */
const silenceMs = 3_000;

/**
 * Asks chat-command: the owner of the chat's partition; where there is none, or it does not answer, one of the others;
 * where there are none, another has taken over or nobody has been told of it yet: the owner, else any instance. The
 * command's id makes it harmless that two may do it. What an instance answers is the answer, whatever it is.
 */
export class ChatOwners {
  readonly #bus: Bus;
  readonly #patienceMs: number;
  /** By subject, one for each partition at the most. */
  readonly #silentUntil = new Map<string, number>();

  constructor(bus: Bus, options: { patienceMs?: number } = {}) {
    this.#bus = bus;
    this.#patienceMs = options.patienceMs ?? patienceMs;
  }

  async ask(command: ChatCommand, context: CallContext): Promise<RawAnswer> {
    const owner = subjects.chatCommand(command.chatId);
    const others = subjects.othersChatCommand(command.chatId);
    const ways = [...(this.#isSilent(owner) ? [] : [owner]), others, owner, subjects.anyChatCommand];
    let timeouts = 0;
    for (const way of ways) {
      try {
        const answer = await askRawAt(this.#bus, way, command, { ...context, timeoutMs: this.#patienceMs });
        if (way === owner) this.#silentUntil.delete(owner);
        return answer;
      } catch (error) {
        if (error instanceof RequestTimedOut) {
          if (way === owner) this.#silentUntil.set(owner, performance.now() + silenceMs);
          if (++timeouts === maxTimeouts) break;
        } else if (!(error instanceof NoResponders)) {
          return unavailable();
        }
      }
    }
    return unavailable();
  }

  #isSilent(owner: string): boolean {
    return performance.now() < (this.#silentUntil.get(owner) ?? 0);
  }
}
