import { invalidField, isOneEmoji, maxReactions, notFound, type Refusal, refuse } from '@messenger/proto';
import type { Of, Target } from './commands.ts';
import type { Decision } from './decide.ts';
import { chatClosed, targetOf } from './messages.ts';
import type { ChatState } from './state.ts';

export function addReaction(chat: ChatState, command: Of<'AddReaction'>): Decision {
  const target = reactable(chat, command);
  if ('refused' in target) return target;
  const mine = target.reactions ?? [];
  if (mine.includes(command.emoji)) return undefined;
  if (mine.length >= maxReactions) return refuse('conflict', `At most ${maxReactions} reactions to one message.`);
  return { type: 'ReactionAdded', v: 1, data: { messageId: command.messageId, emoji: command.emoji } };
}

export function removeReaction(chat: ChatState, command: Of<'RemoveReaction'>): Decision {
  const target = reactable(chat, command);
  if ('refused' in target) return target;
  if (!target.reactions?.includes(command.emoji)) return undefined;
  return { type: 'ReactionRemoved', v: 1, data: { messageId: command.messageId, emoji: command.emoji } };
}

function reactable(
  chat: ChatState,
  { by, messageId, emoji, facts }: Of<'AddReaction' | 'RemoveReaction'>,
): Target | Refusal {
  const target = chat.members.has(by) ? targetOf(chat, messageId, by, facts?.target) : undefined;
  if (!target) return notFound();
  if (!isOneEmoji(emoji)) return invalidField('/emoji', 'must be one emoji', 'The reaction must be one emoji.');
  if (target.deleted) return refuse('conflict', 'This message was deleted.');
  return chat.closed ? chatClosed() : target;
}
