import type { RequestContext } from '@messenger/messaging';
import {
  type ChatSettings,
  directoryStream,
  isRefusal,
  notFound,
  type Refusal,
  type User,
  type UserCommand,
} from '@messenger/proto';
import type { PreparedUserCommand } from '../domain/user/decide.ts';
import { settingsOf } from '../domain/user/decide.ts';
import { cardOf } from '../domain/user/state.ts';
import { avatarClaim, claim } from './claim.ts';
import type { Deps } from './deps.ts';
import { eventHeaders, show } from './position.ts';

/** Serves what users change about themselves. */
export async function userCommand(
  deps: Deps,
  command: UserCommand,
  context: RequestContext,
): Promise<{ user: User } | { settings: ChatSettings } | Refusal> {
  const prepare = async (): Promise<PreparedUserCommand | Refusal> => {
    if (command.type === 'UpdateProfile') {
      const claimed = command.avatarId ? await claim(deps, avatarClaim(command.by, command.avatarId), context) : {};
      return isRefusal(claimed) ? claimed : { ...command, ...claimed };
    }
    const chat = await deps.chats.read(command.chatId);
    return { ...command, isMember: chat.state.members.has(command.by) };
  };
  const outcome = await deps.users.execute(command.by, command, { headers: eventHeaders(context), prepare });
  if (isRefusal(outcome)) return outcome;
  show(context, deps.events, directoryStream, outcome.seq);
  const user = outcome.state;
  if (!user) return notFound();
  if (command.type === 'ChangeChatSettings') return { settings: settingsOf(user, command.chatId) };
  const { createdAt, presence, readReceipts } = user;
  return { user: { ...cardOf(user), createdAt, presence, readReceipts } };
}
