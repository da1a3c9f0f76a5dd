import type { Loaded } from '@messenger/event-store';
import { call, type RequestContext } from '@messenger/messaging';
import {
  type ChatCommand,
  type CommandId,
  isRefusal,
  type MessageId,
  messageMeta,
  type Refusal,
  type ReplyOf,
  type UserId,
} from '@messenger/proto';
import type { ChatState } from '../domain/chat/state.ts';
import type { Deps } from './deps.ts';

/** What the read model knows of a message or notice. */
export type Meta = NonNullable<ReplyOf<typeof messageMeta>['message']>;
/** What was asked, by id: null where there is nothing; `asOf` at least how many events of the chat it includes. */
export type Recalled = Map<MessageId, { asOf: number; meta: Meta | null }>;
export type Question = {
  messageId: MessageId;
  asOf: number;
  reactionsOf?: UserId;
  edit?: CommandId;
  reaction?: CommandId;
};

const timeoutMs = 3_000;
/** An answer stays good until the chat has forgotten what happened since: this many events are left for that. */
const marginEvents = 500;

/** What must be asked about before a command can be decided: what the state has forgotten, or may have. */
export function forgotten({ state, version }: Loaded<ChatState>, command: ChatCommand, recalled: Recalled): Question[] {
  const { recent, members } = state;
  const { commandId, by } = command;
  if (recent.find(commandId)) return [];
  const asOf = Math.max(recent.since() - 1, version - marginEvents, 0);
  const questions: Question[] = [];
  const mayHaveBeen = recent.mayHaveDropped(commandId);
  if (mayHaveBeen) questions.push({ messageId: commandId, asOf });
  const about = 'messageId' in command ? command.messageId : 'replyTo' in command ? command.replyTo : undefined;
  if (about !== undefined && members.has(by) && recent.since() > 1 && !recent.find(about)) {
    const reacts = 'emoji' in command;
    const edit = mayHaveBeen && command.type === 'EditMessage' ? { edit: commandId } : {};
    const reaction = mayHaveBeen && reacts ? { reaction: commandId } : {};
    questions.push({ messageId: about, asOf, ...(reacts ? { reactionsOf: by } : {}), ...edit, ...reaction });
  }
  return questions.filter(({ messageId }) => (recalled.get(messageId)?.asOf ?? -1) < recent.since() - 1);
}

/** Asks the read model; a chat's other commands go on meanwhile. */
export async function recall(
  { bus }: Deps,
  chatId: string,
  questions: Question[],
  recalled: Recalled,
  context: RequestContext,
): Promise<Refusal | undefined> {
  for (const { asOf, ...asked } of questions) {
    const { messageId } = asked;
    const request = { ...asked, chatId, version: asOf };
    const { requestId, traceparent } = context;
    const answer = await call(bus, messageMeta, request, { requestId, traceparent, timeoutMs });
    if (isRefusal(answer)) return answer;
    recalled.set(messageId, { asOf, meta: answer.value.message });
  }
  return undefined;
}
