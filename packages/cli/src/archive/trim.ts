import { pairId } from '@messenger/kit';
import type { ReceiptCursor } from '@messenger/proto';
import { Trouble } from '../trouble.ts';
import type { ArchivedEvent } from './read-archive.ts';

/** Up to which sequence of its streams an archive is taken; a stream that is not named is taken whole. */
export type Cut = Readonly<Record<string, number>>;

/** Takes an archive as of earlier positions: collects in a first reading what a second one needs. */
export type Trim = {
  collect(event: ArchivedEvent): void;
  /** Ends the first reading. @throws Trouble when chats are kept without the contacts that they rest on */
  check(streams: readonly string[]): void;
  /** Whether only the end of the first reading says how it is kept: receipts come before the chats that they are of. */
  isUndecided(event: ArchivedEvent): boolean;
  /** The event as it is kept, or undefined when it is not. */
  keep(event: ArchivedEvent): ArchivedEvent | undefined;
};

/** As of these sequences; with none, an archive is taken whole, and needs no first reading. */
export function trimTo(cut: Cut): Trim {
  const isWhole = Object.keys(cut).length === 0;
  const isWithin = ({ line }: ArchivedEvent) => line.seq <= (cut[line.stream] ?? Number.POSITIVE_INFINITY);
  const ordinals = new Map<string, number>();
  const contacts = new Set<string>();
  const directs = new Map<string, ArchivedEvent>();

  return {
    collect(archived) {
      const { event, key } = archived;
      if (isWhole || !event || !isWithin(archived)) return;
      if (event.type === 'ContactAccepted') contacts.add(key);
      if (event.type === 'MessageSent') ordinals.set(key, event.data.ordinal);
      if (event.type !== 'ChatCreated') return;
      ordinals.set(key, 0);
      const [a, b] = event.data.members;
      if (event.data.kind === 'direct' && a && b) directs.set(pairId(a.userId, b.userId), archived);
    },
    check(streams) {
      const unknown = Object.keys(cut).find((stream) => !streams.includes(stream));
      if (unknown) throw new Trouble(`There is no stream ${unknown} in it: it has ${streams.join(', ')}.`);
      for (const [pair, { line }] of directs) {
        if (contacts.has(pair)) continue;
        throw new Trouble(`${line.stream} ${line.seq} is a chat of two who are no contacts yet: cut DIRECTORY later.`);
      }
    },
    isUndecided: ({ kind }) => !isWhole && kind === 'receipt',
    keep(archived) {
      if (isWhole) return archived;
      if (!isWithin(archived)) return undefined;
      return archived.kind === 'receipt' ? within(archived, ordinals.get(archived.key)) : archived;
    },
  };
}

/** Nobody has read what is not there any more: who comes to those ordinals again has it unread. */
function within(archived: ArchivedEvent, last: number | undefined): ArchivedEvent | undefined {
  const { event, bytes } = archived;
  if (event?.type !== 'ReceiptsMoved' || last === undefined) return undefined;
  const nearer = ({ delivered, read, shownRead }: ReceiptCursor): ReceiptCursor => ({
    delivered: Math.min(delivered, last),
    read: Math.min(read, last),
    shownRead: Math.min(shownRead, last),
  });
  const stored = JSON.parse(Buffer.from(bytes).toString()) as typeof event;
  const cursors = Object.entries(stored.data.cursors).map(([userId, cursor]) => [userId, nearer(cursor)]);
  const data = { ...stored.data, cursors: Object.fromEntries(cursors) };
  return { ...archived, bytes: Buffer.from(JSON.stringify({ ...stored, data })) };
}
