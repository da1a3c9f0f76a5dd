import { type CreateGroup, isRefusal, type Refusal, refuse, type UpdateChat } from '@messenger/proto';
import type { Deps } from './deps.ts';
import type { ChatOutcome } from './execute.ts';

/** Reserves the slug that a command asks for before it is decided, and gives back what is not needed after it. */
export async function withSlug(
  { slugs, chats }: Deps,
  { chatId, slug }: CreateGroup | UpdateChat,
  work: () => Promise<ChatOutcome | Refusal>,
): Promise<ChatOutcome | Refusal> {
  if (slug === undefined) return work();
  const before = (await chats.read(chatId)).state.slug;
  if (slug !== null && slug !== before && !(await slugs.reserve(slug, chatId))) {
    return refuse('slug_taken', 'That address is taken.');
  }
  const outcome = await work();
  // After an unknown outcome both stay: a reservation that no chat holds lapses by itself.
  if (isRefusal(outcome) && outcome.code === 'unavailable') return outcome;
  const after = isRefusal(outcome) ? before : outcome.state.slug;
  for (const unused of new Set([slug, before]))
    if (unused !== null && unused !== after) await slugs.release(unused, chatId);
  return outcome;
}
