import { type ChatEvent, notFound, type Refusal, refuse } from '@messenger/proto';
import type { ChatDeciderCommand } from './commands.ts';
import type { ChatState } from './state.ts';

/** The event that a command makes when it makes one. Removing oneself is leaving. */
export const eventOf = {
  SendMessage: ['MessageSent'],
  EditMessage: ['MessageEdited'],
  DeleteMessage: ['MessageDeleted'],
  AddReaction: ['ReactionAdded'],
  RemoveReaction: ['ReactionRemoved'],
  CreateDirect: ['ChatCreated'],
  CreateGroup: ['ChatCreated'],
  UpdateChat: ['ChatUpdated'],
  DeleteChat: ['ChatDeleted'],
  AddMembers: ['MembersAdded'],
  RemoveMember: ['MemberRemoved', 'MemberLeft'],
  ChangeRole: ['MemberRoleChanged'],
  LeaveChat: ['MemberLeft'],
  CloseDirect: ['DirectClosed'],
  ReopenDirect: ['DirectReopened'],
} as const satisfies Record<ChatDeciderCommand['type'], readonly ChatEvent['type'][]>;

/**
 * Whether a command happened before. `'repeated'`: this very one, by the same user, so there is nothing left to do; a
 * refusal: its id is taken by another; undefined: it is new.
 */
export function repeated(chat: ChatState, command: ChatDeciderCommand): 'repeated' | Refusal | undefined {
  const older = 'facts' in command ? command.facts?.older : undefined;
  const happened = chat.recent.find(command.commandId) ?? older;
  if (!happened) return undefined;
  const made: readonly string[] = eventOf[command.type];
  if (happened.by === command.by && made.includes(happened.type)) return 'repeated';
  return chat.members.has(command.by) ? refuse('id_reused', 'This id is taken.') : notFound();
}
