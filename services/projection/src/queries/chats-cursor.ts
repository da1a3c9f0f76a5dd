import { isId } from '@messenger/proto';

/** Where a page of the chat list ended: the activity (ms since 1970) and id of its last chat. */
export type ChatsCursor = { activeAt: Date; chatId: string };

export function encodeChatsCursor({ activeAt, chatId }: ChatsCursor): string {
  return `${activeAt.getTime()}.${chatId}`;
}

/** Undefined when the text is none of ours. */
export function decodeChatsCursor(text: string): ChatsCursor | undefined {
  const [time = '', chatId, ...rest] = text.split('.');
  if (!/^\d{1,14}$/.test(time) || !isId(chatId) || rest.length > 0) return undefined;
  return { activeAt: new Date(Number(time)), chatId };
}
