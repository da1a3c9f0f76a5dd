import { setTimeout as sleep } from 'node:timers/promises';
import { openEventStore } from '@messenger/event-store';
import { inParallel, newId, silentLogger } from '@messenger/kit';
import { type Chat, type ReceiptsMoved, receiptStreamOf, type Sent, subjects } from '@messenger/proto';
import { type WireSocket, WireUser } from '@messenger/testkit';
import pg from 'pg';
import { expect, test } from 'vitest';
import { type WholeSystem, wholeSystem } from './system.ts';

const members = 300;
const perSecond = 50;
const forSeconds = 10;

/** A member's device that has everything it gets, reads all of it, and says so once a second, as a client does. */
class Reader {
  messages = 0;
  receipts = 0;
  lastOrdinal = 0;
  readonly socket: WireSocket;
  #told = 0;

  constructor(socket: WireSocket) {
    this.socket = socket;
  }

  /** Counts the frames that came, and forgets them. */
  take(): void {
    for (const { type, data } of this.socket.frames.splice(0)) {
      if (type === 'message:new') {
        this.messages++;
        this.lastOrdinal = Math.max(this.lastOrdinal, (data as { ordinal: number }).ordinal);
      } else if (['message:read', 'message:delivered', 'chat:read'].includes(type)) {
        this.receipts++;
      }
    }
  }

  async tell(chatId: string): Promise<void> {
    const upTo = this.lastOrdinal;
    if (upTo === this.#told) return;
    this.#told = upTo;
    await this.socket.ask('message:delivered', { chatId, upTo });
    await this.socket.ask('message:read', { chatId, upTo });
  }
}

async function hall(url: string): Promise<{ readers: Reader[]; chatId: string }> {
  const owner = await WireUser.register(url, 'owner');
  const others = await inParallel(10, members - 1, async (n) => {
    const user = await WireUser.register(url, `m${n}`);
    await owner.befriend(user);
    return user;
  });
  const memberIds = others.map(({ id }) => id);
  const { chat } = await owner.must<{ chat: Chat }>('POST', '/api/chats/group', { name: 'Hall', memberIds });
  const everyone = [owner, ...others];
  const readers = await inParallel(20, members, async (n) => {
    const socket = await everyone[n]!.connect();
    await socket.ready();
    return new Reader(socket);
  });
  return { readers, chatId: chat.id };
}

/** The newest receipts of the chat in the log; their version counts the appends. */
async function storedReceipts(whole: WholeSystem, chatId: string): Promise<ReceiptsMoved> {
  await using bus = await whole.operator();
  const store = await openEventStore(bus, { log: silentLogger });
  const last = await store.last(receiptStreamOf(chatId, store.shape), subjects.receipts(chatId));
  return JSON.parse(new TextDecoder().decode(last!.data));
}

async function receiptRows(whole: WholeSystem, chatId: string): Promise<number> {
  const client = new pg.Client({ connectionString: whole.system.stack.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query('select count(*)::int as n from read.receipts where chat_id = $1', [chatId]);
    return rows[0].n;
  } finally {
    await client.end();
  }
}

test(`a group of ${members}, all reading ${perSecond} messages a second: what receipts cost`, async () => {
  await using whole = await wholeSystem();
  const { readers, chatId } = await hall(whole.url);
  const total = perSecond * forSeconds;
  const startedAt = performance.now();

  const sent: Promise<unknown>[] = [];
  const sending = (async () => {
    for (let n = 0; n < total; n++) {
      const { socket } = readers[(n * 7) % members]!;
      sent.push(socket.ask('message:send', { chatId, messageId: newId(), text: `message ${n}` }) as Promise<Sent>);
      const due = startedAt + (n * 1_000) / perSecond;
      if (due > performance.now()) await sleep(due - performance.now());
    }
    await Promise.all(sent);
  })();
  // Everybody reads on until all is read, each told the server up to the end.
  const reading = readers.map(async (reader, n) => {
    await sleep((n * 1_000) / members);
    while (reader.messages < total) {
      await sleep(1_000);
      reader.take();
      await reader.tell(chatId);
    }
  });
  await sending;
  await Promise.all(reading);

  const { version, data } = await storedReceipts(whole, chatId);
  const seconds = (performance.now() - startedAt) / 1_000;
  expect(version / seconds, 'appends to RECEIPTS a second').toBeLessThan(1);
  expect(Object.values(data.cursors).map(({ read }) => read)).toEqual(Array(members).fill(total));

  await expect.poll(() => receiptRows(whole, chatId)).toBe(members);
  for (const reader of readers) reader.take();
  const messages = readers.reduce((sum, reader) => sum + reader.messages, 0);
  const receipts = readers.reduce((sum, reader) => sum + reader.receipts, 0);
  expect(messages).toBe(total * members);
  expect(receipts).toBeGreaterThan(0);
  expect(receipts / (messages + receipts), 'receipt frames of all').toBeLessThan(0.2);
  console.log(
    `${messages} message frames, ${receipts} receipt frames (${((100 * receipts) / (messages + receipts)).toFixed(1)} %), ` +
      `${version} appends in ${seconds.toFixed(1)} s`,
  );
  for (const { socket } of readers) socket.close();
});
