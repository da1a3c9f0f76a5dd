import type { Chat } from '@messenger/proto';
import { WireUser } from '@messenger/testkit';
import type { Account } from '../clients/client.ts';
import { compareChats, compareTimeline } from './compare.ts';
import { shownChat, shownMessage } from './shown.ts';
import { chatsOf, type FoldedLog, timelineView } from './view.ts';

type Page = { chats: Chat[]; nextCursor: string | null };

/** Compares what HTTP answers a user, logged in afresh, with the log: the list, and each chat and its whole history. */
export async function compareHttp(url: string, account: Account, log: FoldedLog): Promise<string[]> {
  const user = await WireUser.login(url, account.username);
  const must = chatsOf(log, account.id);
  const listed: Chat[] = [];
  for (let cursor = ''; ; ) {
    const page = await user.must<Page>('GET', `/api/chats?limit=50${cursor}`);
    listed.push(...page.chats);
    if (page.nextCursor === null) break;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
  const differences = compareChats(must, new Map(listed.map((chat) => [chat.id, shownChat(chat)])));
  for (const chatId of must.keys()) {
    const { chat } = await user.must<{ chat: Chat }>('GET', `/api/chats/${chatId}`);
    differences.push(...compareChats(new Map([[chatId, must.get(chatId)!]]), new Map([[chatId, shownChat(chat)]])));
    const history = (await user.history(chatId)).map(shownMessage);
    differences.push(...compareTimeline(chatId, timelineView(log.chats.get(chatId)!, account.id), history, true));
  }
  return differences.map((difference) => `over HTTP: ${difference}`);
}
