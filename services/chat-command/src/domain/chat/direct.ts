import { invalidField, notFound, refuse } from '@messenger/proto';
import type { Of, SettleDirect } from './commands.ts';
import type { Decision } from './decide.ts';
import type { ChatState } from './state.ts';

/** Refused: `validation_failed` with oneself; `not_contacts`; `not_found` to whom is no member of what is there. */
export function createDirect(chat: ChatState, { by, userId, facts }: Of<'CreateDirect'>): Decision {
  if (by === userId) return invalidField('/userId', 'is yourself', 'You cannot chat with yourself.');
  if (!facts?.areContacts) return refuse('not_contacts', 'You can only write to your contacts.');
  if (chat.kind) return chat.members.has(by) ? undefined : notFound();
  const members = [by, userId].map((id) => ({ userId: id, role: 'member' as const }));
  return { type: 'ChatCreated', v: 1, data: { kind: 'direct', name: null, slug: null, avatar: null, members } };
}

/** Closes or reopens the chat of two who have parted or come together again; never refused. */
export function settleDirect(chat: ChatState, command: SettleDirect): Decision {
  const close = command.type === 'CloseDirect';
  if (chat.kind !== 'direct' || chat.closed === close) return undefined;
  return { type: close ? 'DirectClosed' : 'DirectReopened', v: 1, data: {} };
}
