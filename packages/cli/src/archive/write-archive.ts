import { createHash } from 'node:crypto';
import { type EventStore, readStream, type StreamMessage, slugBucket } from '@messenger/event-store';
import { chatStreamOf, isReceiptStream, logStreams, receiptStreamOf, subjects } from '@messenger/proto';
import { Trouble } from '../trouble.ts';
import { toLine } from './event-line.ts';
import { archiveVersion, type Foot, type Head, type SlugLine } from './format.ts';
import { readNewest } from './read-newest.ts';

/** What is read for an archive: a stream, or one subject of it. */
type Part = { stream: string; subject?: string };
export type Written = Foot & { ends: Record<string, number> };

/**
 * Writes everything, or one chat, also while it goes on being written. Receipts are read before the chats whose messages
 * they count, and chats before the users and contacts that they are made of: whatever is in the archive, what it rests
 * on is there too. A page of events is in memory at a time, and the names of chats with receipts.
 * @throws Trouble when there is no such chat
 */
export async function writeArchive(
  store: EventStore,
  chatId: string | null,
  write: (text: string) => Promise<void>,
): Promise<Written> {
  const parts = partsOf(store, chatId);
  if (chatId !== null && !(await store.last(parts.at(-1)!.stream, parts.at(-1)!.subject!))) {
    throw new Trouble(`There is no chat ${chatId} in this log.`);
  }
  const hash = createHash('sha256');
  const line = (value: object) => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return write(text);
  };
  const at = new Date().toISOString();
  await line({ messenger: 'archive', v: archiveVersion, at, ...store.shape, chatId } satisfies Head);
  const foot: Written = { events: {}, ends: {}, slugs: 0, sha256: '' };
  for (const part of parts) {
    const { stream } = part;
    let count = 0;
    foot.ends[stream] = await readPart(store, part, async (message) => {
      if (message.subject === subjects.genesis(stream)) return;
      await line(toLine(message));
      count++;
    });
    foot.events[stream] = count;
  }
  // Which slug is held for which chat: the one thing that new logs need and events do not say for sure.
  for await (const held of slugBucket(store.bus).all()) {
    if (chatId !== null && held.chatId !== chatId) continue;
    await line(held satisfies SlugLine);
    foot.slugs++;
  }
  foot.sha256 = hash.digest('hex');
  await write(`${JSON.stringify(foot)}\n`);
  return foot;
}

function partsOf({ shape }: EventStore, chatId: string | null): Part[] {
  if (chatId === null)
    return logStreams(shape)
      .map((stream) => ({ stream }))
      .toReversed();
  return [
    { stream: receiptStreamOf(chatId, shape), subject: subjects.receipts(chatId) },
    { stream: chatStreamOf(chatId, shape), subject: subjects.chatEvents(chatId) },
  ];
}

/** Takes what a stream holds as of now. @returns where it ended */
async function readPart(
  store: EventStore,
  { stream, subject }: Part,
  take: (message: StreamMessage) => Promise<void>,
): Promise<number> {
  if (isReceiptStream(stream)) return readNewest(store, stream, subject, take);
  const { last } = await store.bounds(stream);
  const range = { after: 0, until: last, ...(subject === undefined ? {} : { subject }) };
  for await (const message of readStream(store.bus, stream, range)) await take(message);
  return last;
}
