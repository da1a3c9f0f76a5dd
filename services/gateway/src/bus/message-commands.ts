import {
  type Id,
  invalidField,
  isBlank,
  isOneEmoji,
  type Refusal,
  type SendMessage,
  type UserId,
} from '@messenger/proto';

type Wanted = { messageId: Id; text?: string; attachmentIds?: Id[]; replyTo?: Id };

/** What a client wants to send, as a command. */
export function sendCommand(
  by: UserId,
  chatId: Id,
  { messageId, text = '', attachmentIds = [], replyTo }: Wanted,
): SendMessage | Refusal {
  if (isBlank(text) && attachmentIds.length === 0) {
    return invalidField('/text', 'must not be empty');
  }
  if (new Set(attachmentIds).size < attachmentIds.length) {
    return invalidField('/attachmentIds', 'must not name one twice');
  }
  return {
    ...{ type: 'SendMessage', commandId: messageId, by, chatId, text },
    ...(attachmentIds.length === 0 ? {} : { attachmentIds }),
    ...(replyTo === undefined ? {} : { replyTo }),
  };
}

/** What is shown as text unless U+FE0F follows, which keyboards often leave out. */
const shownAsText = /((?!\p{Emoji_Presentation})\p{Emoji})(?!\p{Emoji_Modifier})\ufe0f?/gu;

/**
 * Exactly one Unicode emoji (flags, skin tones and families are one) as it is shown and kept, with what a keyboard left
 * out; a refusal for anything else.
 */
export function emojiOf(text: string): string | Refusal {
  const emoji = text.replace(shownAsText, '$1\ufe0f');
  if (isOneEmoji(emoji)) return emoji;
  return invalidField('/emoji', 'must be one emoji');
}
