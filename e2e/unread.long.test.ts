import { newId } from '@messenger/kit';
import type { Chat } from '@messenger/proto';
import { WireUser } from '@messenger/testkit';
import { expect, test } from 'vitest';
import { sharedSystem } from './shared-system.ts';

const whole = sharedSystem();

const groups = 10;
const stepsEach = 100;

/** What the log says: who wrote which ordinal, and how far each has read. */
class Recount {
  readonly senders: string[] = [];
  readonly read = new Map<string, number>();

  unread(userId: string): number {
    const read = this.read.get(userId) ?? 0;
    return this.senders.slice(read).filter((sender) => sender !== userId).length;
  }
}

/** A deterministic source of chance, so that a failure can be repeated by its seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

test(`unread counts equal a recount after each of ${groups * stepsEach} steps by three users with two devices each`, async () => {
  const seed = Date.now() % 1_000_000;
  await Promise.all(
    Array.from({ length: groups }, async (_, g) => {
      const roll = dice(seed + g);
      const users = await Promise.all(['ann', 'bob', 'cem'].map((name) => WireUser.register(whole.url, name)));
      const [ann, bob, cem] = users as [WireUser, WireUser, WireUser];
      await ann.befriend(bob);
      await ann.befriend(cem);
      const { chat } = await ann.must<{ chat: Chat }>('POST', '/api/chats/group', {
        name: 'Trio',
        memberIds: [bob.id, cem.id],
      });
      const devices = await Promise.all(users.flatMap((user) => [user.connect(), user.connect()]));
      await Promise.all(devices.map((device) => device.ready()));
      const recount = new Recount();
      const messages: { id: string; by: WireUser }[] = [];

      const step = async (): Promise<string> => {
        const u = roll(3);
        const user = users[u]!;
        const device = devices[u * 2 + roll(2)]!;
        const dieOf = roll(10);
        if (dieOf < 5 || messages.length === 0) {
          const messageId = newId();
          await device.ask('message:send', { chatId: chat.id, messageId, text: `message ${messages.length}` });
          recount.senders.push(user.id);
          messages.push({ id: messageId, by: user });
          return `${u} sends`;
        }
        if (dieOf < 8) {
          const upTo = roll(messages.length) + 1;
          await user.must('POST', `/api/chats/${chat.id}/read`, { upTo });
          recount.read.set(user.id, Math.max(recount.read.get(user.id) ?? 0, upTo));
          return `${u} reads up to ${upTo}`;
        }
        const { id, by } = messages[roll(messages.length)]!;
        await by.must(dieOf === 8 ? 'DELETE' : 'GET', `/api/messages/${id}?chatId=${chat.id}`);
        return `${u} ${dieOf === 8 ? 'deletes' : 'looks'}`;
      };

      for (let n = 0; n < stepsEach; n++) {
        const what = await step();
        const expected = users.map((user) => recount.unread(user.id));
        const told = async (user: WireUser) => {
          const { chats } = await user.must<{ chats: Chat[] }>('GET', '/api/chats');
          return chats.find(({ id }) => id === chat.id)!.unread;
        };
        // Each reads at the position that it was given itself, so what another did may come a moment later.
        await expect
          .poll(() => Promise.all(users.map(told)), {
            timeout: 5_000,
            message: `seed ${seed}, group ${g}, step ${n}: ${what}`,
          })
          .toEqual(expected);
      }
      for (const device of devices) device.close();
    }),
  );
}, 300_000);
