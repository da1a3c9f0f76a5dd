import type { Push } from '@messenger/proto';
import type { FakeServer } from './fake-server.ts';

type Told = { seq: number; push: Push };

/** What a device that has come to `from` is told of, as the server tells it. */
function missedSince({ log, faults }: FakeServer, from: number): Told[] {
  const told: Told[] = [];
  const missed = log.logged.slice(from).filter(({ hidden }) => !hidden);
  const countOf = (chatId: string) => missed.filter(({ push }) => push.chatId === chatId).length;
  const joined = new Set(missed.filter(({ push }) => push.type === 'chat:added').map(({ push }) => push.chatId));
  const reset = new Set<string>();
  const pairOf = ({ type, data }: Push) => (type.startsWith('contact:') ? (data as { id: string }).id : undefined);
  const standing = new Map(missed.map(({ push }) => [pairOf(push), push]));
  for (const { seq, push } of missed) {
    const { chatId } = push;
    const pair = pairOf(push);
    if (pair !== undefined && standing.get(pair) !== push) continue;
    if (chatId !== undefined && !log.chats.has(chatId)) {
      if (push.type === 'chat:removed' || push.type === 'chat:deleted') told.push({ seq, push });
      continue;
    }
    // A chat that was joined meanwhile comes whole, without its events.
    if (joined.has(chatId)) {
      if (push.type === 'chat:added')
        told.push({ seq, push: { ...push, data: { chat: log.chats.get(chatId!)!.chat } } });
    } else if (chatId === undefined || push.version === undefined || countOf(chatId) <= faults.maxMissed)
      told.push({ seq, push });
    else if (!reset.has(chatId)) {
      reset.add(chatId);
      const { version } = log.chats.get(chatId)!.chat;
      told.push({ seq, push: { type: 'chat:reset', chatId, data: { version } } });
    }
  }
  return told;
}

/** A page of that, and up to where it goes. */
export function missedPage(server: FakeServer, from: number): { events: Push[]; reached: number; more: boolean } {
  const told = missedSince(server, from);
  const page = told.slice(0, server.faults.pageSize);
  const more = page.length < told.length;
  return { events: page.map(({ push }) => push), reached: more ? page.at(-1)!.seq : server.log.seq, more };
}
