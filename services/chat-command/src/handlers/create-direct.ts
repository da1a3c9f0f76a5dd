import { directChatId, pairId } from '@messenger/kit';
import type { RequestContext } from '@messenger/messaging';
import { type CreateDirect, chatStreamOf, type DirectCreated, isRefusal, type Refusal, refuse } from '@messenger/proto';
import type { Deps } from './deps.ts';
import { eventHeaders, show } from './position.ts';
import { settleDirect } from './settle-direct.ts';

/** Makes the direct chat of two contacts, or finds it. Its id is theirs, so there can never be two (R11). */
export async function createDirect(
  deps: Deps,
  command: CreateDirect,
  context: RequestContext,
): Promise<DirectCreated | Refusal> {
  const { by, userId, commandId } = command;
  if (by === userId)
    return refuse('validation_failed', 'You cannot chat with yourself.', {
      details: [{ field: '/userId', message: 'is yourself' }],
    });
  const chatId = directChatId(by, userId);
  const prepare = async () => ({ ...command, chatId, areContacts: await areContacts(deps, by, userId) });
  const outcome = await deps.chats.execute(chatId, { ...command, chatId }, { headers: eventHeaders(context), prepare });
  if (isRefusal(outcome) && outcome.code !== 'not_contacts') return outcome;
  // They may have parted between the question and the append, and whoever asked then may have died or lost the
  // acknowledgement before it was put right: so it is done at every call, whatever this one came to.
  const unsettled = await settleDirect(deps, [by, userId], by, context);
  if (isRefusal(outcome)) return outcome;
  if (unsettled) return unsettled;
  show(context, deps.events, chatStreamOf(chatId, deps.events.shape), outcome.seq);
  return { chatId, created: outcome.state.recent.find(commandId)?.version === 1 };
}

/** Read at the leader: a decision about one aggregate never rests on a stale view of another. */
async function areContacts({ contacts }: Deps, a: string, b: string): Promise<boolean> {
  return (await contacts.read(pairId(a, b))).state.standing === 'contacts';
}
