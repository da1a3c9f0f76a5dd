import { directChatId, newId, pairId } from '@messenger/kit';
import type { RequestContext } from '@messenger/messaging';
import { chatStreamOf, isRefusal, type UserId } from '@messenger/proto';
import type { Deps } from './deps.ts';
import { eventHeaders, show } from './position.ts';

/** More rounds than two people can change their minds in while one command is served. */
const maxRounds = 20;

/** The chat could not be brought in line with the pair: the caller does not know, the follower tries again. */
export class NotSettled extends Error {
  override name = 'NotSettled';
}

/**
 * Closes or reopens the direct chat of a pair until it agrees with how the pair stands. The pair is read again after
 * each append, so of several that settle at once the last leaves both in agreement.
 * @throws NotSettled
 */
export async function settleDirect(
  deps: Deps,
  [a, b]: [UserId, UserId],
  by: UserId,
  context: RequestContext,
): Promise<void> {
  const chatId = directChatId(a, b);
  for (let round = 0; round < maxRounds; round++) {
    const pair = await deps.contacts.read(pairId(a, b));
    const chat = await deps.chats.read(chatId);
    const shouldBeClosed = pair.state.standing !== 'contacts';
    if (chat.seq > 0) show(context, deps.events, chatStreamOf(chatId, deps.events.shape), chat.seq);
    if (!chat.state.kind || chat.state.closed === shouldBeClosed) return;
    const type = shouldBeClosed ? 'CloseDirect' : 'ReopenDirect';
    const outcome = await deps.chats.execute(
      chatId,
      { type, commandId: newId(), chatId, by },
      { headers: eventHeaders(context) },
    );
    if (isRefusal(outcome)) throw new NotSettled(outcome.message);
  }
  throw new NotSettled('the pair keeps changing');
}
