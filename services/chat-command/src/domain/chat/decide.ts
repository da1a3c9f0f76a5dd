import type { Decider, Proposed } from '@messenger/event-store';
import {
  type ChatEvent,
  codePoints,
  isWellFormed,
  maxMessageLength,
  notFound,
  type Refusal,
  refuse,
} from '@messenger/proto';
import type { ChatDeciderCommand, PreparedCreate, PreparedSend, SettleDirect } from './commands.ts';
import { type ChatState, evolve, noChat } from './state.ts';

type Decision = Proposed<ChatEvent> | Refusal | undefined;

export const chatDecider: Decider<ChatState, ChatDeciderCommand, ChatEvent> = { initial: noChat, evolve, decide };

function decide(chat: ChatState, command: ChatDeciderCommand): Decision {
  switch (command.type) {
    case 'SendMessage':
      return send(chat, command);
    case 'CreateDirect':
      return createDirect(chat, command);
    case 'CloseDirect':
    case 'ReopenDirect':
      return settle(chat, command);
  }
}

function send(chat: ChatState, command: PreparedSend): Decision {
  const happened = chat.recent.find(command.commandId) ?? command.older;
  if (happened?.by === command.by && happened.ordinal > 0) return undefined;
  if (!chat.members.has(command.by)) return notFound();
  if (happened) return refuse('id_reused', 'This message id is taken.');
  const flaw = textFlaw(command.text);
  if (flaw) return refuse('validation_failed', `The text ${flaw}.`, { details: [{ field: '/text', message: flaw }] });
  if (chat.closed) return refuse('chat_closed', 'Nothing new can be sent in this chat.');
  return {
    type: 'MessageSent',
    v: 1,
    data: { ordinal: chat.lastOrdinal + 1, text: command.text, attachments: [], replyTo: null },
  };
}

/** Lets nothing into the log that a follower could not take: this is the last place that can refuse it. */
function textFlaw(text: string): string | undefined {
  if (!isWellFormed(text)) return 'must be well-formed Unicode without U+0000';
  if (codePoints(text) > maxMessageLength) return `must have at most ${maxMessageLength} characters`;
  if (text.trim() === '') return 'must not be empty';
  return undefined;
}

function createDirect(chat: ChatState, command: PreparedCreate): Decision {
  const happened = chat.recent.find(command.commandId);
  if (happened?.by === command.by) return undefined;
  if (happened && chat.members.has(command.by)) return refuse('id_reused', 'This command id is taken.');
  if (!command.areContacts) return refuse('not_contacts', 'You can only write to your contacts.');
  if (chat.kind) return chat.members.has(command.by) ? undefined : notFound();
  const members = [command.by, command.userId].map((userId) => ({ userId, role: 'member' as const }));
  return { type: 'ChatCreated', v: 1, data: { kind: 'direct', name: null, slug: null, avatar: null, members } };
}

function settle(chat: ChatState, command: SettleDirect): Decision {
  const close = command.type === 'CloseDirect';
  if (chat.kind !== 'direct' || chat.closed === close) return undefined;
  return { type: close ? 'DirectClosed' : 'DirectReopened', v: 1, data: {} };
}
