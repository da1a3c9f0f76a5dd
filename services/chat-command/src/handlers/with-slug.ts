import { type CreateGroup, isRefusal, type Refusal, type UpdateChat, unavailable } from '@messenger/proto';
import { mayManage } from '../domain/chat/group.ts';
import type { ChatState } from '../domain/chat/state.ts';
import type { Deps } from './deps.ts';
import type { ChatOutcome, Check } from './execute.ts';

/** The chat's slug changed between the reservation and the decision; compared by identity, never answered. */
const moved = unavailable();
const maxRounds = 20;

/**
 * Reserves the slug that a command asks for before it is decided, and gives back what is not needed after it.
 *
 * What a chat has it also holds, because no command appends a slug that it reserved before the chat's last change of
 * slug (it reserves again), and because a release deletes only the very reservation that was there before the change:
 * one that any other command made meanwhile stays, and lapses if it is not needed.
 */
export async function withSlug(
  { slugs, chats }: Deps,
  command: CreateGroup | UpdateChat,
  work: (check?: Check) => Promise<ChatOutcome | Refusal>,
): Promise<ChatOutcome | Refusal> {
  const { chatId, slug, by } = command;
  if (slug === undefined) return work();
  for (let round = 0; round < maxRounds; round++) {
    const { state } = await chats.read(chatId);
    if (happened(state, command)) return work();
    const forbidden = command.type === 'UpdateChat' ? mayManage(state, by) : undefined;
    if (forbidden) return forbidden;
    const former = state.slug === null || state.slug === slug ? undefined : await slugs.held(state.slug, chatId);
    const reserved = slug === null ? undefined : await slugs.reserve(slug, chatId);
    if (isRefusal(reserved)) return reserved;
    const outcome = await work((chat) => (chat.slugVersion === state.slugVersion ? undefined : moved));
    if (outcome === moved) continue;
    // After an unknown outcome both stay: a reservation that no chat needs lapses by itself.
    if (!isRefusal(outcome)) {
      if (former && outcome.event) await slugs.release(former);
    } else if (reserved?.isNew && outcome.code !== 'unavailable') await slugs.release(reserved);
    return outcome;
  }
  return unavailable();
}

/** A command that cannot make an event any more needs no slug, and must not be told that another has it by now. */
function happened(chat: ChatState, { type, commandId }: CreateGroup | UpdateChat): boolean {
  return chat.recent.find(commandId) !== undefined || (type === 'CreateGroup' && chat.kind !== undefined);
}
