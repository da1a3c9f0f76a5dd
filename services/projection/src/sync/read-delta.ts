import { raw } from '@messenger/messaging';
import {
  type Cursor,
  directoryStream,
  encodeCursor,
  isReceiptStream,
  type LogShape,
  logStreams,
  withMarks,
} from '@messenger/proto';
import type { Db } from '@messenger/read-model';
import { sql } from 'kysely';
import { inOneSnapshot, readSnapshot } from '../queries/snapshot.ts';
import { chatChanges } from './chat-changes.ts';
import { directoryChanges } from './directory-changes.ts';
import { createPage, type Page } from './page.ts';
import { receiptChanges } from './receipt-changes.ts';
import { encodeResumption, type Resumption, stretchesOf } from './resumption.ts';

/** What to tell: everything since a position, nothing but the present, or that the device must load afresh. */
export type Since = Resumption | 'now' | 'reset';

type Ids = { chats: string; contacts: string };

/** Most of NATS' 1 MiB. */
const maxReplyBytes = 1_000_000;
const minPageBytes = 1_024;

/** One page of a user's delta, all of it from one snapshot. */
export async function readDelta(db: Db, shape: LogShape, by: string, since: Since, maxBytes: number) {
  if (since === 'now' || since === 'reset') return readPresent(db, shape, by, since === 'reset');
  return inOneSnapshot(db, async (tx) => {
    const { position, rows } = await readSnapshot(tx, shape, idsOf(by));
    const { chats, contacts } = rows[0]!;
    const room = maxReplyBytes - chats.length - contacts.length;
    const page = createPage(Math.max(minPageBytes, Math.min(maxBytes, room)));
    const cut = await fill(tx, shape, by, since, position, page);
    const answer = cut
      ? reply({ at: encodeResumption(cut), reset: false, more: true }, page.text(), { chats: '[]', contacts: '[]' })
      : reply({ at: encodeCursor(position), reset: false, more: false }, page.text(), { chats, contacts });
    return { position, answer: () => answer };
  });
}

/** Whose chats and contacts there are: one statement, which is a snapshot by itself. */
async function readPresent(db: Db, shape: LogShape, by: string, reset: boolean) {
  const { position, rows } = await readSnapshot(db, shape, idsOf(by));
  const answer = reply({ at: encodeCursor(position), reset, more: false }, '[]', rows[0]!);
  return { position, answer: () => answer };
}

const reply = ({ at, reset, more }: { at: string; reset: boolean; more: boolean }, events: string, ids: Ids) =>
  raw(
    `{"position":"${at}","reset":${reset},"more":${more},"events":${events},` +
      `"chats":${ids.chats},"contacts":${ids.contacts}}`,
  );

const idsOf = (by: string) => sql<Ids>`
  select
    (select coalesce(json_agg(m.chat_id order by m.chat_id), '[]')::text
     from members m where m.user_id = ${by} and not m.removed) as chats,
    (select coalesce(json_agg(k.other_id order by k.other_id), '[]')::text
     from contacts k where k.user_id = ${by} and k.standing = 'contact') as contacts`;

const readers = { directory: directoryChanges, chats: chatChanges, receipts: receiptChanges } as const;

function kindOf(stream: string): keyof typeof readers {
  if (stream === directoryStream) return 'directory';
  return isReceiptStream(stream) ? 'receipts' : 'chats';
}

/** Fills the page stream by stream; where it ended, if it ended before the snapshot did. */
async function fill(
  tx: Db,
  shape: LogShape,
  by: string,
  since: Resumption,
  end: Cursor,
  page: Page,
): Promise<Resumption | undefined> {
  const streams = { ...since.position.streams };
  const marks: Record<string, string | undefined> = { ...since.position.marks };
  for (const stream of logStreams(shape)) {
    const read = readers[kindOf(stream)];
    for (const stretch of stretchesOf(stream, since, end.streams[stream] ?? 0)) {
      let { at } = stretch;
      const { changes, more } = await read(tx, by, stretch, page.left());
      const all = changes.every(({ seq, push }) => {
        const added = page.add(push);
        if (added) at = seq;
        return added;
      });
      if (all && !more) {
        streams[stream] = stretch.to;
        marks[stream] = stretch.to === end.streams[stream] ? end.marks?.[stream] : undefined;
        continue;
      }
      // Which event stands at a sequence is known of where the device was, and of the end.
      if (at !== streams[stream]) marks[stream] = undefined;
      streams[stream] = at;
      const midway = kindOf(stream) === 'chats' && at > stretch.from;
      return {
        position: withMarks({ generation: end.generation, streams }, marks),
        ...(midway ? { begun: { stream, from: stretch.from, to: stretch.to } } : {}),
      };
    }
  }
  return undefined;
}
