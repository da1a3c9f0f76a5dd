import { directChatId, newId, pairId } from '@messenger/kit';
import type { RequestContext } from '@messenger/messaging';
import { chatStreamOf, isRefusal, type Refusal, type UserId, unavailable } from '@messenger/proto';
import type { Deps } from './deps.ts';
import { eventHeaders, show } from './position.ts';

/** More rounds than two people can change their minds in while one command is served. */
const maxRounds = 20;

/**
 * Closes or reopens the direct chat of a pair until it agrees with how the pair stands. The pair is read again after
 * each append, so of several that settle at once the last leaves both in agreement.
 * @returns a refusal when that did not succeed in time: whoever asked must try again
 */
export async function settleDirect(
  deps: Deps,
  [a, b]: [UserId, UserId],
  by: UserId,
  context: RequestContext,
): Promise<Refusal | undefined> {
  const chatId = directChatId(a, b);
  for (let round = 0; round < maxRounds; round++) {
    const pair = await deps.contacts.read(pairId(a, b));
    const chat = await deps.chats.read(chatId);
    const shouldBeClosed = pair.state.standing !== 'contacts';
    if (chat.seq > 0) show(context, deps.events, chatStreamOf(chatId, deps.events.shape), chat.seq);
    if (!chat.state.kind || chat.state.closed === shouldBeClosed) return undefined;
    const type = shouldBeClosed ? 'CloseDirect' : 'ReopenDirect';
    const outcome = await deps.chats.execute(
      chatId,
      { type, commandId: newId(), chatId, by },
      { headers: eventHeaders(context) },
    );
    if (isRefusal(outcome)) return outcome;
  }
  return unavailable();
}
