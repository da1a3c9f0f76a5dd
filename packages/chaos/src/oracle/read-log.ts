import { openEventStore, type StreamMessage } from '@messenger/event-store';
import { silentLogger } from '@messenger/kit';
import { connectBus } from '@messenger/messaging';
import {
  type ChatEvent,
  type ContactEvent,
  chatStreams,
  directoryStream,
  parseEventSubject,
  type ReceiptCursor,
  type ReceiptsMoved,
  receiptStreams,
  type UserEvent,
} from '@messenger/proto';
import type { NatsLogin } from '@messenger/stack';
import { checkChatLog, parse, type Stored } from './check-log.ts';
import { foldChat } from './fold-chat.ts';
import { foldDirectory } from './fold-directory.ts';
import { readWhole } from './read-whole.ts';
import type { FoldedLog } from './view.ts';

/** The log as it is stored. `wrong`: what is wrong with it as it stands. */
export type WholeLog = { chats: Map<string, ChatEvent[]>; folded: FoldedLog; wrong: string[]; events: number };

/** Reads every stream of the log from its beginning, directly from the server, and folds it. */
export async function readLog(login: NatsLogin): Promise<WholeLog> {
  await using bus = await connectBus({ ...login, name: 'chaos', log: silentLogger });
  const store = await openEventStore(bus, { log: silentLogger });
  const all = async (streams: string[]) =>
    (await Promise.all(streams.map((stream) => readWhole(store, stream)))).flat();
  const directory = await all([directoryStream]);
  const chatMessages = await all(chatStreams(store.shape));
  const receipts = await all(receiptStreams(store.shape));

  const stored = bySubject(chatMessages, 'chat');
  const wrong = [...stored].flatMap(([chatId, events]) => checkChatLog(chatId, events));
  const chats = new Map([...stored].map(([chatId, events]) => [chatId, events.map(({ data }) => parse(data))]));
  const cursors = new Map<string, Record<string, ReceiptCursor>>();
  for (const [chatId, [newest]] of bySubject(receipts, 'receipt'))
    cursors.set(chatId, (parse(newest!.data) as unknown as ReceiptsMoved).data.cursors);
  const events = <T>(kind: 'user' | 'contact') =>
    [...bySubject(directory, kind).values()].flat().map(({ data }) => parse(data) as unknown as T);
  const folded: FoldedLog = {
    chats: new Map([...chats].map(([chatId, all]) => [chatId, foldChat(all)])),
    cursors,
    directory: foldDirectory(events<UserEvent>('user'), events<ContactEvent>('contact')),
  };
  return { chats, folded, wrong, events: chatMessages.length };
}

function bySubject(
  messages: readonly StreamMessage[],
  kind: 'chat' | 'user' | 'contact' | 'receipt',
): Map<string, Stored[]> {
  const grouped = new Map<string, Stored[]>();
  for (const { subject, seq, data } of messages) {
    const parsed = parseEventSubject(subject);
    if (parsed?.kind !== kind) continue;
    const group = grouped.get(parsed.key) ?? [];
    grouped.set(parsed.key, group);
    group.push({ seq, data });
  }
  return grouped;
}
