import type { Outcome } from '@messenger/event-store';
import type { RequestContext } from '@messenger/messaging';
import { type ChatCommand, type ChatEvent, chatStreamOf, isRefusal, type Refusal } from '@messenger/proto';
import type { Facts } from '../domain/chat/commands.ts';
import type { Happened } from '../domain/chat/recent.ts';
import type { ChatState } from '../domain/chat/state.ts';
import type { Deps } from './deps.ts';
import { factsFor } from './facts.ts';
import { eventHeaders, show } from './position.ts';

/** `happened`: what the log has of the command, this time or from before; undefined if it had nothing to do. */
export type ChatOutcome = Outcome<ChatState, ChatEvent> & { happened: Happened | undefined };

/** Looks at the state that is about to be decided from. */
export type Check = (chat: ChatState) => Refusal | undefined;

/** Executes a chat's command with the facts it needs, fetched anew for each state it is decided from. */
export async function execute(
  deps: Deps,
  command: ChatCommand,
  context: RequestContext,
  check?: Check,
): Promise<ChatOutcome | Refusal> {
  let facts: Facts = {};
  const outcome = await deps.chats.execute(command.chatId, command, {
    headers: eventHeaders(context),
    prepare: async (loaded) => {
      const found = check?.(loaded.state) ?? (await factsFor({ deps, loaded, command, context }));
      if (isRefusal(found)) return found;
      facts = found;
      return { ...command, facts };
    },
  });
  if (isRefusal(outcome)) return outcome;
  show(context, deps.events, chatStreamOf(command.chatId, deps.events.shape), outcome.seq);
  return { ...outcome, happened: outcome.state.recent.find(command.commandId) ?? facts.older ?? undefined };
}
