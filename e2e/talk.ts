import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@messenger/kit';
import type { Sent } from '@messenger/proto';
import { type WireDevice, WireUser } from '@messenger/testkit';

/** Two contacts with a direct chat. */
export async function couple(url: string) {
  const [ann, bob] = await Promise.all([WireUser.register(url, 'ann'), WireUser.register(url, 'bob')]);
  await ann.befriend(bob);
  const chat = await ann.directChat(bob);
  return { ann, bob, chatId: chat.id };
}

/**
 * After a standstill all that is under way is sent again at once. Two talks of one device, which may send 50 frames a
 * second, have to stay below what closes its socket, or they never come to rest.
 */
const maxUnderWay = 20;

export type Talk = {
  /** What was acknowledged so far. */
  readonly acknowledged: Sent[];
  /** Stops making new messages; resolves when each that was made is acknowledged. */
  end(): Promise<Sent[]>;
};

/**
 * Sends `perSecond` messages through the device's socket, each again and again under its id until it is acknowledged:
 * what a client's outbox does, but with many under way at once.
 */
export function talk(device: WireDevice, chatId: string, perSecond: number, label: string): Talk {
  const acknowledged: Sent[] = [];
  const underWay = new Set<Promise<void>>();
  let talking = true;
  let n = 0;
  const deliver = async (text: string) => {
    const messageId = newId();
    for (;;) {
      try {
        const socket = await device.online(60_000);
        acknowledged.push((await socket.ask('message:send', { chatId, messageId, text })) as Sent);
        return;
      } catch {
        await sleep(100);
      }
    }
  };
  const loop = (async () => {
    const start = performance.now();
    while (talking) {
      const due = Math.floor(((performance.now() - start) / 1_000) * perSecond);
      while (n < due && underWay.size < maxUnderWay) {
        const work = deliver(`${label} ${n++}`).finally(() => underWay.delete(work));
        underWay.add(work);
      }
      await sleep(10);
    }
  })();
  return {
    acknowledged,
    async end() {
      talking = false;
      await loop;
      await Promise.all(underWay);
      return acknowledged;
    },
  };
}
