import { setTimeout as sleep } from 'node:timers/promises';
import { WireUser } from '@messenger/testkit';
import { Measured } from './measured.ts';

/** Users that talk in pairs, so many messages a second in all, until it is ended. */
export async function startSending(url: string, perSecond: number) {
  const pairs: { chatId: string; users: WireUser[] }[] = [];
  for (let i = 0; i < 5; i++) {
    const users = [await WireUser.register(url), await WireUser.register(url)];
    await users[0]!.befriend(users[1]!);
    pairs.push({ chatId: (await users[0]!.directChat(users[1]!)).id, users });
  }
  const measured = new Measured();
  const startedAt = performance.now();
  const underWay = new Set<Promise<void>>();
  let ended = false;
  const send = async () => {
    for (let n = 0; !ended; n++) {
      const { chatId, users } = pairs[n % pairs.length]!;
      const by = users[Math.floor(n / pairs.length) % 2]!;
      const sending = measured.time(async () => {
        const { ordinal } = await by.send(chatId, `message ${n}`);
        // What was just acknowledged must be there, since the position of the answer goes with the question.
        if (n % 10 > 0) return undefined;
        const answer = await by.request<{ chat: { lastOrdinal: number } }>('GET', `/api/chats/${chatId}`);
        if (answer.status !== 200) return `HTTP ${answer.status}`;
        return answer.body.chat.lastOrdinal >= ordinal ? undefined : 'an answer was behind';
      });
      underWay.add(sending);
      void sending.then(() => underWay.delete(sending));
      await sleep(Math.max(0, startedAt + ((n + 1) * 1_000) / perSecond - performance.now()));
    }
  };
  const sending = send();
  return {
    async end() {
      ended = true;
      await sending;
      await Promise.all(underWay);
      const { count: sent, failed, p99, reasons } = measured;
      return { sent, failed, p99, reasons, perSecond: (sent / (performance.now() - startedAt)) * 1_000 };
    },
  };
}
