import { setTimeout as sleep } from 'node:timers/promises';
import { openEventStore } from '@messenger/event-store';
import { inParallel, silentLogger } from '@messenger/kit';
import type { Chat, UserCard } from '@messenger/proto';
import { storyIn, WireUser } from '@messenger/testkit';
import pg from 'pg';
import type { WholeSystem } from '../../system.ts';

export type Seeded = {
  ann: WireUser;
  /** Talks in the long chat. */
  ben: WireUser;
  longChat: string;
  firstMessage: string;
  /** The others, with a page or more each. */
  chatIds: string[];
};

const textOf = (n: number) =>
  n % 17 === 0
    ? `No. ${n}: **two things**\n- one\n- ${'another '.repeat(n % 7)}`
    : `message ${n}${' and more words'.repeat((n * 7) % 23)}`;

/** Someone with so many chats, one of them long, written straight into the log as the services would. */
export async function seed(whole: WholeSystem, chats: number, long: number): Promise<Seeded> {
  const [ann, ben] = await Promise.all([WireUser.register(whole.url, 'ann'), WireUser.register(whole.url, 'ben')]);
  await ann.befriend(ben);
  await using bus = await whole.operator();
  const story = storyIn(await openEventStore(bus, { log: silentLogger }));
  const card = ({ id, username }: WireUser, displayName: string): UserCard => ({
    id,
    username,
    displayName,
    avatar: null,
  });
  const [me, other] = [card(ann, 'ann'), card(ben, 'ben')];
  const wanted: [string, number][] = [];
  const chatIds: string[] = [];
  await inParallel(16, chats - 1, async (i) => {
    const peer = await story.user(`Peer ${i}`, `peer_${i}`);
    await story.befriend(me, peer);
    const id = await story.direct(me, peer);
    const count = 30 + (i % 40);
    for (let n = 1; n <= count; n++) await story.say(id, n % 3 ? peer : me, textOf(n));
    wanted.push([id, count + 1]);
    chatIds.push(id);
  });
  const longChat = await story.direct(me, other);
  let firstMessage = '';
  for (let n = 1; n <= long; n++) {
    const { id } = await story.say(longChat, n % 3 ? other : me, textOf(n));
    if (n === 1) firstMessage = id;
  }
  await readModelHas(whole, [...wanted, [longChat, long + 1]]);
  // Someone's chats are read for the most part, and open at their ends.
  await inParallel(6, chats, (i) => readAll(ann, chatIds[i] ?? longChat));
  return { ann, ben, longChat, firstMessage, chatIds };
}

async function readAll(reader: WireUser, chatId: string): Promise<void> {
  const chat = async () => (await reader.must<{ chat: Chat }>('GET', `/api/chats/${chatId}`)).chat;
  await reader.must('POST', `/api/chats/${chatId}/read`, { upTo: (await chat()).lastOrdinal });
  while ((await chat()).unread > 0) await sleep(100);
}

async function readModelHas({ system }: WholeSystem, wanted: readonly [string, number][]): Promise<void> {
  const client = new pg.Client({ connectionString: system.stack.databaseUrl });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query('select id, version from read.chats where id = any($1)', [
        wanted.map(([id]) => id),
      ]);
      const versions = new Map(rows.map((row) => [row.id, Number(row.version)]));
      if (wanted.every(([id, version]) => (versions.get(id) ?? 0) >= version)) return;
      await sleep(200);
    }
  } finally {
    await client.end();
  }
}
