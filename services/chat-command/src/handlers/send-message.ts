import type { Loaded } from '@messenger/event-store';
import { call, type RequestContext } from '@messenger/messaging';
import { chatStreamOf, isRefusal, messageMeta, type Refusal, type SendMessage, type Sent } from '@messenger/proto';
import type { PreparedSend } from '../domain/chat/commands.ts';
import type { Happened } from '../domain/chat/recent.ts';
import type { ChatState } from '../domain/chat/state.ts';
import type { Deps } from './deps.ts';
import { eventHeaders, show } from './position.ts';

/** Sends a message: answered when it is in the log. The same id by the same sender again answers the same. */
export async function sendMessage(deps: Deps, command: SendMessage, context: RequestContext): Promise<Sent | Refusal> {
  let older: Happened | null = null;
  const prepare = async (loaded: Loaded<ChatState>): Promise<PreparedSend | Refusal> => {
    const found = await olderMessage(deps, loaded, command, context);
    if (isRefusal(found)) return found;
    older = found;
    return { ...command, older };
  };
  const outcome = await deps.chats.execute(command.chatId, command, {
    headers: eventHeaders(context),
    prepare,
  });
  if (isRefusal(outcome)) return outcome;
  show(context, deps.events, chatStreamOf(command.chatId, deps.events.shape), outcome.seq);
  const happened = outcome.state.recent.find(command.commandId) ?? older;
  if (!happened) throw new Error('a message that was sent is not remembered');
  return { messageId: happened.id, version: happened.version, ordinal: happened.ordinal, sentAt: happened.at };
}

/** What the read model knows of an id that the chat's state may have dropped; null when it never was. */
async function olderMessage(
  { bus }: Deps,
  { state, version }: Loaded<ChatState>,
  { commandId, chatId }: SendMessage,
  context: RequestContext,
): Promise<Happened | null | Refusal> {
  if (state.recent.find(commandId) || !state.recent.mayHaveDropped(commandId)) return null;
  const answer = await call(
    bus,
    messageMeta,
    { chatId, messageId: commandId, version },
    { ...context, timeoutMs: 3_000 },
  );
  if (isRefusal(answer)) return answer;
  const { message } = answer.value;
  return (
    message && {
      id: commandId,
      by: message.senderId,
      version: message.version,
      ordinal: message.ordinal,
      at: message.sentAt,
    }
  );
}
