import type { EngineState, FoundMessages } from '@messenger/sync';

type Results = FoundMessages['results'];

/** What was found without what was deleted since, or is in a chat that the user was put out of since. */
export function stillThere(results: Results, state: Pick<EngineState, 'deleted' | 'loaded' | 'chat'>): Results {
  const isIn = (chatId: string) => !state.loaded() || state.chat(chatId) !== undefined;
  return results.filter(({ message }) => !state.deleted(message.id) && isIn(message.chatId));
}
