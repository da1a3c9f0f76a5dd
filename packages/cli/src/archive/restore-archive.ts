import { type EventStore, type SlugEntry, slugBucket, streamEnds } from '@messenger/event-store';
import { chatStreamOf, directoryStream, type LogShape, receiptStreamOf, subjects } from '@messenger/proto';
import { Trouble } from '../trouble.ts';
import type { SlugLine } from './format.ts';
import { createHeldSlugs } from './held-slugs.ts';
import { type ArchiveContents, type ArchivedEvent, readArchive } from './read-archive.ts';
import { oneSubject, type Present, presentIn, type Target, wholeStream } from './target.ts';
import { type Trim, trimTo } from './trim.ts';

export type Restored = { written: number; found: number; slugs: number; unreadable: number };

/** The stream of this log that an event of any log belongs to. */
function streamFor({ kind, key }: Pick<ArchivedEvent, 'kind' | 'key'>, shape: LogShape): string {
  if (kind === 'chat') return chatStreamOf(key, shape);
  return kind === 'receipt' ? receiptStreamOf(key, shape) : directoryStream;
}

/**
 * Reads an archive through, and asks this log whether it can take it. Changes nothing. Under a cut, the last receipts of
 * each chat are in memory until it was read.
 * @throws Trouble with what is wrong with either
 */
export async function checkArchive(store: EventStore, path: string, trim = trimTo({})): Promise<ArchiveContents> {
  const counts: Record<string, number> = {};
  const people = new Set<string>();
  const slugs = createHeldSlugs();
  const there = new Map<string, Present>();
  const undecided: ArchivedEvent[] = [];
  let chatId: string | null = null;
  const inspect = async (archived: ArchivedEvent) => {
    const kept = trim.keep(archived);
    if (!kept) return;
    const stream = streamFor(kept, store.shape);
    counts[stream] = (counts[stream] ?? 0) + 1;
    if (chatId === null) {
      const present = there.get(stream) ?? (await presentIn(store, stream));
      there.set(stream, present);
      await present.requireSame(kept);
    }
    slugs.see(kept);
    const { event } = kept;
    if (chatId === null || !(event?.type === 'ChatCreated' || event?.type === 'MembersAdded')) return;
    for (const { userId } of event.data.members) people.add(userId);
  };
  const contents = await readArchive(path, {
    onHead: (head) => {
      chatId = head.chatId;
    },
    async onEvent(archived) {
      trim.collect(archived);
      if (trim.isUndecided(archived)) undecided.push(archived);
      else await inspect(archived);
    },
    onSlug: slugs.add,
  });
  trim.check(Object.keys(contents.foot.events));
  for (const archived of undecided) await inspect(archived);
  for (const slug of slugs.list()) await requireFree(store, slug);
  for (const userId of people) {
    if (await store.next(directoryStream, 0, subjects.userEvents(userId))) continue;
    throw new Trouble(`${userId} is a member of the chat, but no user of this log.`);
  }
  if (chatId === null) await requireRoom(store, counts);
  return contents;
}

/** Writes what the archive holds. A second time, after an interruption, it goes on where it was. */
export async function restoreArchive(
  store: EventStore,
  path: string,
  progress: (events: number) => void,
  trim: Trim = trimTo({}),
): Promise<Restored> {
  const targets = new Map<string, Target>();
  const slugs = createHeldSlugs();
  let done = 0;
  let whole = true;
  const { unreadable } = await readArchive(path, {
    onHead: ({ chatId }) => {
      whole = chatId === null;
    },
    async onEvent(archived) {
      const event = trim.keep(archived);
      if (!event) return;
      const stream = streamFor(event, store.shape);
      let target = targets.get(stream);
      if (!target) {
        target = await (whole ? wholeStream(store, stream) : oneSubject(store, stream, event.line.subject));
        targets.set(stream, target);
      }
      await target.put(event);
      slugs.see(event);
      progress(++done);
    },
    onSlug: slugs.add,
  });
  for (const target of targets.values()) await target.finish();
  const held = slugs.list();
  for (const slug of held) await holdSlug(store, slug);
  const sum = (of: 'written' | 'found') =>
    [...targets.values()].reduce((total, target) => total + target.counts[of], 0);
  return { written: sum('written'), found: sum('found'), slugs: held.length, unreadable };
}

/** A log that holds more than the archive is no place for it. */
async function requireRoom(store: EventStore, counts: Record<string, number>): Promise<void> {
  for (const [stream, last] of Object.entries(await streamEnds(store))) {
    if (last - 1 <= (counts[stream] ?? 0)) continue;
    throw new Trouble(`${stream} holds ${last - 1} events already: import everything into an empty log.`);
  }
}

async function requireFree({ bus }: EventStore, { slug, chatId }: SlugLine): Promise<SlugEntry> {
  const entry = await slugBucket(bus).get(slug);
  if (entry.chatId === undefined || entry.chatId === chatId) return entry;
  throw new Trouble(`The slug ${slug} is held for another chat, ${entry.chatId}.`);
}

async function holdSlug(store: EventStore, { slug, chatId }: SlugLine): Promise<void> {
  const entry = await requireFree(store, { slug, chatId });
  if (entry.chatId === undefined) await slugBucket(store.bus).put(slug, chatId, entry);
}
