import type { Outcome } from '@messenger/event-store';
import type { RequestContext } from '@messenger/messaging';
import { type ChatCommand, type ChatEvent, chatStreamOf, isRefusal, type Refusal, unavailable } from '@messenger/proto';
import type { Facts } from '../domain/chat/commands.ts';
import { chatDecider, type Decision } from '../domain/chat/decide.ts';
import type { Happened } from '../domain/chat/recent.ts';
import type { ChatState } from '../domain/chat/state.ts';
import { type Claimed, claim, wantedBy } from './claim.ts';
import type { Deps } from './deps.ts';
import { factsFor } from './facts.ts';
import { eventHeaders, show } from './position.ts';
import { forgotten, type Question, type Recalled, recall } from './recall.ts';

/** `happened`: what the log has of the command, this time or from before; undefined if it had nothing to do. */
export type ChatOutcome = Outcome<ChatState, ChatEvent> & { happened: Happened | undefined };

/** Looks at the state that is about to be decided from. */
export type Check = (chat: ChatState) => Refusal | undefined;

/** The state has forgotten what the decision needs; compared by identity, never answered. */
const mustRecall = unavailable();
/** It would make an event, with images that are yet to be claimed; compared by identity, never answered. */
const mustClaim = unavailable();
/** More than a chat moves on while the read model is asked. */
const maxRounds = 5;

/**
 * Executes a chat's command with the facts it needs, fetched anew for each state it is decided from. The read model
 * and media are asked between two tries, not within one: were they slow, the chat's other commands would wait behind this one.
 */
export async function execute(
  deps: Deps,
  command: ChatCommand,
  context: RequestContext,
  check?: Check,
): Promise<ChatOutcome | Refusal> {
  const { chatId, commandId } = command;
  const recalled: Recalled = new Map();
  const wanted = wantedBy(command);
  let claimed: Claimed | undefined;
  for (let round = 0; round < maxRounds; round++) {
    let questions: Question[] = [];
    let facts: Facts = {};
    const outcome = await deps.chats.execute(chatId, command, {
      headers: eventHeaders(context),
      prepare: async (loaded) => {
        const refused = check?.(loaded.state);
        if (refused) return refused;
        questions = forgotten(loaded, command, recalled);
        if (questions.length > 0) return mustRecall;
        facts = { ...(await factsFor(deps, loaded.state, command, recalled)), ...claimed };
        const prepared = { ...command, facts };
        // Images are claimed for what would be in the log else: a claim for what is refused would take them for nothing.
        if (wanted && !claimed && hasImages(chatDecider.decide(loaded.state, prepared))) return mustClaim;
        return prepared;
      },
    });
    if (outcome === mustRecall) {
      const refused = await recall(deps, chatId, questions, recalled, context);
      if (refused) return refused;
      continue;
    }
    if (outcome === mustClaim && wanted) {
      const answer = await claim(deps, wanted, context);
      if (isRefusal(answer)) return answer;
      claimed = answer;
      continue;
    }
    if (isRefusal(outcome)) return outcome;
    show(context, deps.events, chatStreamOf(chatId, deps.events.shape), outcome.seq);
    return { ...outcome, happened: outcome.state.recent.find(commandId) ?? facts.older ?? undefined };
  }
  return unavailable();
}

/** Of a command that names images: what it makes has them. A picture that a chat has already is no change of it. */
function hasImages(decision: Decision): boolean {
  if (decision === undefined || isRefusal(decision)) return false;
  return decision.type !== 'ChatUpdated' || decision.data.avatar !== undefined;
}
