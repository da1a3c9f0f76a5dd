import { newId } from '@messenger/kit';
import { type ChatCommand, isRefusal, type Refusal, type UserId } from '@messenger/proto';
import { emojiOf, sendCommand } from '../bus/message-commands.ts';
import type { Decoded } from './decode-frame.ts';

/** The frames that change a chat. */
export type CommandFrame = Extract<
  Decoded,
  { type: 'message:send' | 'message:edit' | 'message:delete' | 'reaction:add' | 'reaction:remove' }
>;

const commandTypes: ReadonlySet<Decoded['type']> = new Set<CommandFrame['type']>([
  'message:send',
  'message:edit',
  'message:delete',
  'reaction:add',
  'reaction:remove',
]);
export const isCommand = (frame: Decoded): frame is CommandFrame => commandTypes.has(frame.type);

/** What a frame asks of chat-command. A send's id is its message's. */
export function chatCommandOf(frame: CommandFrame, by: UserId): ChatCommand | Refusal {
  const { chatId } = frame.data;
  const base = { commandId: frame.commandId ?? newId(), by, chatId };
  switch (frame.type) {
    case 'message:send':
      return sendCommand(by, chatId, frame.data);
    case 'message:edit':
      return { ...base, type: 'EditMessage', messageId: frame.data.messageId, text: frame.data.text };
    case 'message:delete':
      return { ...base, type: 'DeleteMessage', messageId: frame.data.messageId };
    case 'reaction:add':
    case 'reaction:remove': {
      const { messageId } = frame.data;
      const emoji = emojiOf(frame.data.emoji);
      if (isRefusal(emoji)) return emoji;
      return { ...base, type: frame.type === 'reaction:add' ? 'AddReaction' : 'RemoveReaction', messageId, emoji };
    }
  }
}
