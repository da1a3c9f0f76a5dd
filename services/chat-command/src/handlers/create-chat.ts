import { derivedId, directChatId } from '@messenger/kit';
import type { RequestContext } from '@messenger/messaging';
import {
  type CreateDirect,
  type Created,
  type CreateGroup,
  invalidField,
  isRefusal,
  type Refusal,
} from '@messenger/proto';
import type { Deps } from './deps.ts';
import { type ChatOutcome, execute } from './execute.ts';
import { settleDirect } from './settle-direct.ts';
import { withSlug } from './with-slug.ts';

/** Makes the direct chat of two contacts, or finds it. Its id is theirs, so there can never be two (R11). */
export async function createDirect(
  deps: Deps,
  command: CreateDirect,
  context: RequestContext,
): Promise<Created | Refusal> {
  const { by, userId } = command;
  const chatId = directChatId(by, userId);
  const outcome = await execute(deps, { ...command, chatId }, context);
  if (isRefusal(outcome) && outcome.code !== 'not_contacts') return outcome;
  // They may have parted between the question and the append, and whoever asked then may have died or lost the
  // acknowledgement before it was put right: so it is done at every call, whatever this one came to.
  const unsettled = await settleDirect(deps, [by, userId], by, context);
  if (isRefusal(outcome)) return outcome;
  if (unsettled) return unsettled;
  return made(chatId, outcome);
}

/** Makes a group. Its id is derived from the command, so that repeating it makes no second one. */
export async function createGroup(
  deps: Deps,
  command: CreateGroup,
  context: RequestContext,
): Promise<Created | Refusal> {
  const chatId = derivedId(command.by, command.commandId, 'group');
  if (command.chatId !== chatId) {
    const flaw = 'must be derived from the command';
    return invalidField('/chatId', flaw, `chatId ${flaw}.`);
  }
  const outcome = await withSlug(deps, command, (check) => execute(deps, command, context, check));
  return isRefusal(outcome) ? outcome : made(chatId, outcome);
}

const made = (chatId: string, { happened }: ChatOutcome): Created => ({
  chatId,
  created: happened?.version === 1,
});
