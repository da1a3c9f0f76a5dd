import type { Loaded } from '@messenger/event-store';
import { pairId } from '@messenger/kit';
import { call, type RequestContext } from '@messenger/messaging';
import { type ChatCommand, isRefusal, messageMeta, type Refusal, type ReplyOf, type UserId } from '@messenger/proto';
import type { Facts } from '../domain/chat/commands.ts';
import { mayManage } from '../domain/chat/group.ts';
import type { Happened } from '../domain/chat/recent.ts';
import { eventOf } from '../domain/chat/repeated.ts';
import type { ChatState } from '../domain/chat/state.ts';
import type { Deps } from './deps.ts';

type Meta = ReplyOf<typeof messageMeta>['message'];
type Asking = { deps: Deps; loaded: Loaded<ChatState>; command: ChatCommand; context: RequestContext };

/** Pairs read at once when a group is made. */
const readsAtOnce = 32;
const metaTimeoutMs = 3_000;

/** Fetches what a decision about a chat needs from elsewhere: nothing for an ordinary message. */
export async function factsFor(asking: Asking): Promise<Facts | Refusal> {
  if (asking.loaded.state.recent.find(asking.command.commandId)) return {};
  const older = await olderCommand(asking);
  if (isRefusal(older)) return older;
  const rest = await factsOf(asking);
  return isRefusal(rest) ? rest : { ...rest, older };
}

async function factsOf(asking: Asking): Promise<Facts | Refusal> {
  const { deps, loaded, command } = asking;
  switch (command.type) {
    case 'SendMessage':
      return command.replyTo === undefined ? {} : target(asking, command.replyTo);
    case 'EditMessage':
    case 'DeleteMessage':
      return target(asking, command.messageId);
    case 'AddReaction':
    case 'RemoveReaction':
      return target(asking, command.messageId, { withReactions: true });
    case 'CreateDirect':
      return { areContacts: (await strangersOf(deps, command.by, [command.userId])).length === 0 };
    case 'CreateGroup':
      return loaded.state.kind ? {} : { strangers: await strangersOf(deps, command.by, command.memberIds) };
    case 'AddMembers': {
      if (mayManage(loaded.state, command.by)) return {};
      const joining = command.userIds.filter((id) => !loaded.state.members.has(id));
      return { strangers: await strangersOf(deps, command.by, joining) };
    }
    default:
      return {};
  }
}

/** What happened under an id that the chat's state may have dropped; null when nothing did. */
async function olderCommand(asking: Asking): Promise<Happened | null | Refusal> {
  const { recent } = asking.loaded.state;
  const { commandId: id } = asking.command;
  if (!recent.mayHaveDropped(id)) return null;
  const found = await meta(asking, id);
  if (isRefusal(found) || !found) return found;
  const { senderId: by, version, ordinal, sentAt: at } = found;
  return { id, type: found.kind === 'user' ? 'MessageSent' : noticed(asking.command), by, version, ordinal, at };
}

/** Which event made a notice is not told: a command that makes notices is taken to have made that one itself. */
function noticed({ type }: ChatCommand): Happened['type'] {
  const [made] = eventOf[type];
  const silent = ['MessageSent', 'MessageEdited', 'MessageDeleted', 'ReactionAdded', 'ReactionRemoved'];
  return silent.includes(made) ? 'ChatUpdated' : made;
}

/** The message that a command is about, where the state does not remember it or the reactions are asked for. */
async function target(asking: Asking, messageId: string, { withReactions = false } = {}): Promise<Facts | Refusal> {
  const { loaded, command } = asking;
  if (!loaded.state.members.has(command.by)) return {};
  const remembered = loaded.state.recent.find(messageId);
  const textMatters = command.type === 'EditMessage' && command.text.trim() === '';
  if (remembered?.type === 'MessageSent' && !withReactions && !textMatters) return {};
  const found = await meta(asking, messageId, withReactions ? command.by : undefined);
  if (isRefusal(found)) return found;
  return { target: found?.kind === 'user' ? found : null };
}

async function meta(
  { deps, loaded, command, context }: Asking,
  messageId: string,
  reactionsOf?: UserId,
): Promise<Meta | Refusal> {
  const request = {
    chatId: command.chatId,
    messageId,
    version: loaded.version,
    ...(reactionsOf ? { reactionsOf } : {}),
  };
  const answer = await call(deps.bus, messageMeta, request, { ...context, timeoutMs: metaTimeoutMs });
  return isRefusal(answer) ? answer : answer.value.message;
}

/** Those who are no contacts of a user, as the leader has it: a decision never rests on a stale view of another. */
async function strangersOf(deps: Deps, by: UserId, userIds: readonly UserId[]): Promise<UserId[]> {
  const asked = [...new Set(userIds)].filter((id) => id !== by);
  const strangers: UserId[] = [];
  for (let i = 0; i < asked.length; i += readsAtOnce) {
    await Promise.all(
      asked.slice(i, i + readsAtOnce).map(async (userId) => {
        const pair = await deps.contacts.read(pairId(by, userId));
        if (pair.state.standing !== 'contacts') strangers.push(userId);
      }),
    );
  }
  return strangers;
}
