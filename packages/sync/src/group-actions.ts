import type { Parts } from './actions.ts';
import { backoffMs, pause } from './backoff.ts';
import { clientErrors, failed, mapped, ok } from './result.ts';
import type { EngineActions, Result } from './types.ts';

type GroupActions = Pick<
  EngineActions,
  | 'createGroup'
  | 'updateGroup'
  | 'deleteGroup'
  | 'leaveGroup'
  | 'loadMembers'
  | 'addMembers'
  | 'setRole'
  | 'removeMember'
  | 'changeSettings'
>;

const done = async (answer: Promise<Result<unknown>>): Promise<Result<void>> => mapped(await answer, () => undefined);
/** How often a chat is asked for again that is not at the version known here. */
const maxRepeats = 6;

/** What the user does with groups, and with the own settings of any chat. */
export function groupActions({ api, store, feed }: Pick<Parts, 'api' | 'store' | 'feed'>): GroupActions {
  return {
    async createGroup(input) {
      const answer = await api.createGroup(input);
      if (!answer.ok) return answer;
      feed()?.learn(answer.value.chat);
      return ok(store.chats.get(answer.value.chat.id) ?? answer.value.chat);
    },
    updateGroup: (chatId, change) => done(api.updateGroup(chatId, change)),
    deleteGroup: (chatId) => done(api.deleteGroup(chatId)),
    leaveGroup: (chatId) => done(api.leaveGroup(chatId)),
    async loadMembers(chatId) {
      for (let repeat = 0; repeat <= maxRepeats; repeat++) {
        if (store.chats.get(chatId)?.members) return ok(undefined);
        const answer = await api.chat(chatId);
        if (!answer.ok) return answer;
        const { members, version } = answer.value.chat;
        const known = store.chats.get(chatId);
        if (known && members && known.version === version) store.chats.put({ ...known, members });
        else await pause(backoffMs(repeat, Math.random(), { minMs: 100, maxMs: 2_000 }));
      }
      return store.chats.get(chatId)?.members ? ok(undefined) : failed(clientErrors.timeout);
    },
    addMembers: (chatId, userIds) => done(api.addMembers(chatId, userIds)),
    setRole: (chatId, userId, role) => done(api.setRole(chatId, userId, role)),
    removeMember: (chatId, userId) => done(api.removeMember(chatId, userId)),
    changeSettings: async (chatId, settings) =>
      mapped(await api.changeSettings(chatId, settings), (value) => value.settings),
  };
}
