import {
  codePoints,
  invalidField,
  isBlank,
  isWellFormed,
  maxMessageLength,
  notFound,
  type Refusal,
  refuse,
  type UserId,
} from '@messenger/proto';
import type { Of, Target } from './commands.ts';
import type { Decision } from './decide.ts';
import type { Happened } from './recent.ts';
import type { ChatState } from './state.ts';

/**
 * Refused: `not_found` to whom is no member, and for a reply to nothing; `validation_failed` for the text;
 * `chat_closed`.
 */
export function sendMessage(
  chat: ChatState,
  { by, text, attachmentIds = [], replyTo, facts }: Of<'SendMessage'>,
): Decision {
  if (!chat.members.has(by)) return notFound();
  const flaw = textFlaw(text, attachmentIds.length);
  if (flaw) return flaw;
  if (chat.closed) return chatClosed();
  const target = replyTo === undefined ? undefined : targetOf(chat, replyTo, by, facts?.target);
  if (replyTo !== undefined && (!target || target.deleted)) return notFound();
  const quoted = target && { messageId: replyTo!, ordinal: target.ordinal, senderId: target.senderId };
  const data = { ordinal: chat.lastOrdinal + 1, text, attachments: facts?.attachments ?? [], replyTo: quoted ?? null };
  return { type: 'MessageSent', v: 1, data };
}

/**
 * Refused: `not_found` to whom is no member, and where there is no such message; `forbidden` to whom is not its author;
 * `validation_failed` for the text; `conflict` once it is deleted; `chat_closed`.
 */
export function editMessage(chat: ChatState, { by, messageId, text, facts }: Of<'EditMessage'>): Decision {
  const target = ownMessage(chat, by, messageId, facts?.target);
  if ('refused' in target) return target;
  const flaw = textFlaw(text, target.attachments ?? 0);
  if (flaw) return flaw;
  if (target.deleted) return refuse('conflict', 'This message was deleted.');
  if (chat.closed) return chatClosed();
  return { type: 'MessageEdited', v: 1, data: { messageId, ordinal: target.ordinal, text } };
}

/** Allowed in a closed chat too: what one wrote can always be taken back by a member. */
export function deleteMessage(chat: ChatState, { by, messageId, facts }: Of<'DeleteMessage'>): Decision {
  const target = ownMessage(chat, by, messageId, facts?.target);
  if ('refused' in target) return target;
  if (target.deleted) return undefined;
  return { type: 'MessageDeleted', v: 1, data: { messageId, ordinal: target.ordinal } };
}

export const chatClosed = (): Refusal => refuse('chat_closed', 'Nothing new can be sent in this chat.');

/**
 * A message of the chat, with someone's reactions to it: from what the state remembers, else from what was fetched and
 * what the state remembers since. What was fetched may have some of that in it already: it comes to the same.
 */
export function targetOf(
  chat: ChatState,
  messageId: string,
  by: UserId,
  fetched: Target | null | undefined,
): Target | undefined {
  const sent = chat.recent.find(messageId);
  const before = sent?.type === 'MessageSent' ? asSent(sent) : fetched;
  if (!before) return undefined;
  const since = chat.recent.about(messageId);
  const reactions = new Set(before.reactions);
  for (const { type, by: whose, emoji } of since) {
    if (whose !== by || emoji === undefined) continue;
    if (type === 'ReactionAdded') reactions.add(emoji);
    else reactions.delete(emoji);
  }
  const deleted = before.deleted || since.some(({ type }) => type === 'MessageDeleted');
  return { ...before, deleted, reactions: [...reactions] };
}

const asSent = ({ by: senderId, ordinal, attachments = 0 }: Happened): Target => ({
  senderId,
  ordinal,
  deleted: false,
  attachments,
});

function ownMessage(
  chat: ChatState,
  by: string,
  messageId: string,
  fetched: Target | null | undefined,
): Target | Refusal {
  const target = chat.members.has(by) ? targetOf(chat, messageId, by, fetched) : undefined;
  if (!target) return notFound();
  return target.senderId === by ? target : refuse('forbidden', 'Only its author can change a message.');
}

/** Lets nothing into the log that a follower could not take: this is the last place that can refuse it. */
function textFlaw(text: string, attachments: number): Refusal | undefined {
  const flaw = !isWellFormed(text)
    ? 'must be well-formed Unicode without U+0000'
    : codePoints(text) > maxMessageLength
      ? `must have at most ${maxMessageLength} characters`
      : isBlank(text) && attachments === 0
        ? 'must not be empty'
        : undefined;
  return flaw === undefined ? undefined : invalidField('/text', flaw, `The text ${flaw}.`);
}
