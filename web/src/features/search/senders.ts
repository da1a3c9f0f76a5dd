import type { EngineState } from '@messenger/sync';
import { nameOf, peerOf } from '../../sync/views.ts';
import type { Query } from './query.ts';

type State = Pick<EngineState, 'me' | 'chat' | 'chats' | 'contacts' | 'user'>;

/**
 * Whose messages one may look for: one's own, then by name those of contacts, of peers in direct chats and of the members
 * of the group that is searched. Who has no name yet is left out, unless it is they who are looked for.
 */
export function sendersOf({ chat, from }: Pick<Query, 'chat' | 'from'>, state: State): string[] {
  const me = state.me()?.id;
  const ids = new Set([...state.contacts().map(({ user }) => user.id), ...membersOf(chat, state)]);
  for (const each of state.chats()) ids.add(peerOf(each, me) ?? '');
  for (const id of ids) if (!state.user(id)) ids.delete(id);
  if (from) ids.add(from);
  if (me !== undefined) ids.delete(me);
  const byName = [...ids].sort((a, b) => nameOf(state.user(a)).localeCompare(nameOf(state.user(b))));
  return me === undefined ? byName : [me, ...byName];
}

/** Those who are in a chat, as far as that is known. */
export const membersOf = (chatId: string | undefined, { chat }: Pick<State, 'chat'>): string[] =>
  (chatId ? chat(chatId)?.members : undefined)?.map(({ userId }) => userId) ?? [];
