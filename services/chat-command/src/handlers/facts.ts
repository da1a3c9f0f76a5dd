import { inParallel, pairId } from '@messenger/kit';
import type { ChatCommand, UserId } from '@messenger/proto';
import type { Facts, Of } from '../domain/chat/commands.ts';
import { mayManage } from '../domain/chat/group.ts';
import type { Happened } from '../domain/chat/recent.ts';
import { eventOf } from '../domain/chat/repeated.ts';
import type { ChatState } from '../domain/chat/state.ts';
import type { Deps } from './deps.ts';
import type { Recalled } from './recall.ts';

/** Pairs read at once when a group is made. */
const readsAtOnce = 32;

/** What a decision about a chat needs from elsewhere: nothing for an ordinary message. */
export async function factsFor(deps: Deps, chat: ChatState, command: ChatCommand, recalled: Recalled): Promise<Facts> {
  if (chat.recent.find(command.commandId)) return {};
  const older = olderCommand(command, recalled);
  const about = 'messageId' in command ? command.messageId : 'replyTo' in command ? command.replyTo : undefined;
  const meta = about === undefined ? undefined : recalled.get(about)?.meta;
  const target = meta?.kind === 'user' ? meta : null;
  return { older, target, ...(await strangersFor(deps, chat, command)) };
}

/** What happened under an id that the chat's state has dropped; null when nothing did. */
function olderCommand(command: ChatCommand, recalled: Recalled): Happened | null {
  const { commandId: id } = command;
  const meta = recalled.get(id)?.meta;
  if (!meta && command.type === 'EditMessage') return olderEdit(command, recalled);
  if (!meta && 'emoji' in command) return olderReaction(command, recalled);
  if (!meta) return null;
  const { senderId: by, version, ordinal, sentAt: at } = meta;
  return { id, type: meta.kind === 'user' ? 'MessageSent' : noticed(command), by, version, ordinal, at };
}

/** The edit that a command made of a message: it was its author's. */
function olderEdit({ commandId: id, messageId }: Of<'EditMessage'>, recalled: Recalled): Happened | null {
  const meta = recalled.get(messageId)?.meta;
  return meta?.edit ? { id, type: 'MessageEdited', by: meta.senderId, ordinal: 0, ...meta.edit } : null;
}

/** What a command did of reactions to a message. */
function olderReaction(
  { commandId: id, messageId }: Of<'AddReaction' | 'RemoveReaction'>,
  recalled: Recalled,
): Happened | null {
  const reaction = recalled.get(messageId)?.meta?.reaction;
  if (!reaction) return null;
  const { added, ...happened } = reaction;
  return { id, type: added ? 'ReactionAdded' : 'ReactionRemoved', ordinal: 0, ...happened };
}

/** Which event made a notice is not told: a command that makes notices is taken to have made that one itself. */
function noticed({ type }: ChatCommand): Happened['type'] {
  const [made] = eventOf[type];
  const silent = ['MessageSent', 'MessageEdited', 'MessageDeleted', 'ReactionAdded', 'ReactionRemoved'];
  return silent.includes(made) ? 'ChatUpdated' : made;
}

async function strangersFor(deps: Deps, chat: ChatState, command: ChatCommand): Promise<Facts> {
  const { by } = command;
  switch (command.type) {
    case 'CreateDirect':
      return { areContacts: (await strangersOf(deps, by, [command.userId])).length === 0 };
    case 'CreateGroup':
      return chat.kind ? {} : { strangers: await strangersOf(deps, by, command.memberIds) };
    case 'AddMembers': {
      if (mayManage(chat, by)) return {};
      const joining = command.userIds.filter((id) => !chat.members.has(id));
      return { strangers: await strangersOf(deps, by, joining) };
    }
    default:
      return {};
  }
}

/** Those who are no contacts of a user, as the leader has it: a decision never rests on a stale view of another. */
async function strangersOf(deps: Deps, by: UserId, userIds: readonly UserId[]): Promise<UserId[]> {
  const asked = [...new Set(userIds)].filter((id) => id !== by);
  const pairs = await inParallel(readsAtOnce, asked.length, (n) => deps.contacts.read(pairId(by, asked[n]!)));
  return asked.filter((_, n) => pairs[n]!.state.standing !== 'contacts');
}
