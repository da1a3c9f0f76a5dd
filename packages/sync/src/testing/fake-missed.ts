import type { Push } from '@messenger/proto';
import type { FakeServer } from './fake-server.ts';

/** What a device that has come to `from` is told of, as the server tells it. */
export function missedSince({ log, faults }: FakeServer, from: number): Push[] {
  const told: Push[] = [];
  const missed = log.logged.slice(from).flatMap(({ push, hidden }) => (hidden ? [] : [push]));
  const countOf = (chatId: string) => missed.filter((push) => push.chatId === chatId).length;
  const joined = new Set(missed.filter((push) => push.type === 'chat:added').map((push) => push.chatId));
  const reset = new Set<string>();
  const pairOf = ({ type, data }: Push) => (type.startsWith('contact:') ? (data as { id: string }).id : undefined);
  const standing = new Map(missed.map((push) => [pairOf(push), push]));
  for (const push of missed) {
    const { chatId } = push;
    const pair = pairOf(push);
    if (pair !== undefined && standing.get(pair) !== push) continue;
    if (chatId !== undefined && !log.chats.has(chatId)) {
      if (push.type === 'chat:removed' || push.type === 'chat:deleted') told.push(push);
      continue;
    }
    // A chat that was joined meanwhile comes whole, without its events.
    if (joined.has(chatId)) {
      if (push.type === 'chat:added') told.push({ ...push, data: { chat: log.chats.get(chatId!)!.chat } });
    } else if (chatId === undefined || push.version === undefined || countOf(chatId) <= faults.maxMissed)
      told.push(push);
    else if (!reset.has(chatId)) {
      reset.add(chatId);
      told.push({ type: 'chat:reset', chatId, data: { version: log.chats.get(chatId)!.chat.version } });
    }
  }
  return told;
}
