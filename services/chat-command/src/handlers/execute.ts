import type { Outcome } from '@messenger/event-store';
import type { RequestContext } from '@messenger/messaging';
import { type ChatCommand, type ChatEvent, chatStreamOf, isRefusal, type Refusal } from '@messenger/proto';
import type { Facts } from '../domain/chat/commands.ts';
import type { ChatState } from '../domain/chat/state.ts';
import type { Deps } from './deps.ts';
import { factsFor } from './facts.ts';
import { eventHeaders, show } from './position.ts';

export type ChatOutcome = Outcome<ChatState, ChatEvent> & { facts: Facts };

/** Executes a chat's command with the facts it needs, fetched anew for each state it is decided from. */
export async function execute(
  deps: Deps,
  command: ChatCommand,
  context: RequestContext,
): Promise<ChatOutcome | Refusal> {
  let facts: Facts = {};
  const outcome = await deps.chats.execute(command.chatId, command, {
    headers: eventHeaders(context),
    prepare: async (loaded) => {
      const found = await factsFor({ deps, loaded, command, context });
      if (isRefusal(found)) return found;
      facts = found;
      return { ...command, facts };
    },
  });
  if (isRefusal(outcome)) return outcome;
  show(context, deps.events, chatStreamOf(command.chatId, deps.events.shape), outcome.seq);
  return { ...outcome, facts };
}
