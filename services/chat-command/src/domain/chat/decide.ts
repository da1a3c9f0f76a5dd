import type { Decider, Proposed } from '@messenger/event-store';
import { type ChatEvent, isRefusal, type Refusal } from '@messenger/proto';
import type { ChatDeciderCommand } from './commands.ts';
import { createDirect, settleDirect } from './direct.ts';
import { createGroup, deleteChat, updateChat } from './group.ts';
import { addMembers, changeRole, leave, removeMember } from './members.ts';
import { deleteMessage, editMessage, sendMessage } from './messages.ts';
import { addReaction, removeReaction } from './reactions.ts';
import { repeated } from './repeated.ts';
import { type ChatState, evolve, noChat } from './state.ts';

/** One event, a refusal, or undefined: everything is already so. */
export type Decision = Proposed<ChatEvent> | Refusal | undefined;

export const chatDecider: Decider<ChatState, ChatDeciderCommand, ChatEvent> = { initial: noChat, evolve, decide };

function decide(chat: ChatState, command: ChatDeciderCommand): Decision {
  const before = repeated(chat, command);
  if (before === 'repeated') return undefined;
  if (isRefusal(before)) return before;
  switch (command.type) {
    case 'SendMessage':
      return sendMessage(chat, command);
    case 'EditMessage':
      return editMessage(chat, command);
    case 'DeleteMessage':
      return deleteMessage(chat, command);
    case 'AddReaction':
      return addReaction(chat, command);
    case 'RemoveReaction':
      return removeReaction(chat, command);
    case 'CreateDirect':
      return createDirect(chat, command);
    case 'CreateGroup':
      return createGroup(chat, command);
    case 'UpdateChat':
      return updateChat(chat, command);
    case 'DeleteChat':
      return deleteChat(chat, command);
    case 'AddMembers':
      return addMembers(chat, command);
    case 'RemoveMember':
      return removeMember(chat, command);
    case 'ChangeRole':
      return changeRole(chat, command);
    case 'LeaveChat':
      return leave(chat, command.by);
    case 'CloseDirect':
    case 'ReopenDirect':
      return settleDirect(chat, command);
  }
}
