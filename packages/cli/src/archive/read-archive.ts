import { type Chain, createChain, type LogEvent } from '@messenger/event-store';
import { parseJson } from '@messenger/kit';
import { flawsOf, parseEventSubject } from '@messenger/proto';
import type { Static, TSchema } from '@sinclair/typebox';
import { Trouble } from '../trouble.ts';
import { bytesOf } from './event-line.ts';
import { EventLine, Foot, Head, SlugLine } from './format.ts';
import { readLines } from './read-lines.ts';

/** One event of an archive, checked. `event` is absent where it cannot be read. */
export type ArchivedEvent = {
  line: EventLine;
  kind: 'chat' | 'user' | 'contact' | 'receipt';
  key: string;
  bytes: Uint8Array;
  event: LogEvent | undefined;
};
export type ArchiveContents = {
  head: Head;
  foot: Foot;
  /** Events that no service can read; they are kept as they are. */
  unreadable: number;
};

export type ArchiveReader = {
  onHead?: (head: Head) => Promise<void> | void;
  onEvent?: (event: ArchivedEvent) => Promise<void> | void;
  onSlug?: (slug: SlugLine) => Promise<void> | void;
};

/**
 * Reads an archive from its first line to its last and checks all of it on the way: form, order, each subject's chain,
 * counts and checksum. Keeps one line, and the end of each subject, in memory.
 * @throws Trouble that names the line
 */
export async function readArchive(path: string, reader: ArchiveReader = {}): Promise<ArchiveContents> {
  let head: Head | undefined;
  let foot: Foot | undefined;
  let unreadable = 0;
  let slugs = 0;
  const events: Record<string, number> = {};
  const chains = new Map<string, Chain>();
  let last: EventLine | undefined;

  for await (const { number, text, hashBefore } of readLines(path)) {
    const trouble = (what: string) => new Trouble(`${path}, line ${number}: ${what}`);
    const as = <S extends TSchema>(schema: S, value: unknown): Static<S> => {
      const [flaw] = flawsOf(schema, value, 1);
      if (flaw) throw trouble(`${flaw.field} ${flaw.message}`);
      return value as Static<S>;
    };
    const value = parse(text);
    if (value === undefined) throw trouble('is no JSON object');
    if (!head) {
      if (value.messenger !== 'archive') throw trouble('this is no archive of messenger export');
      head = as(Head, value);
      await reader.onHead?.(head);
    } else if (foot) {
      throw trouble('stands after the end');
    } else if ('sha256' in value) {
      foot = as(Foot, value);
      if (foot.sha256 !== hashBefore()) throw trouble('the checksum is another: the file was changed or damaged');
      const counted = { ...Object.fromEntries(Object.keys(foot.events).map((stream) => [stream, 0])), ...events };
      for (const [stream, count] of Object.entries(counted)) {
        if (foot.events[stream] !== count) throw trouble(`${count} events of ${stream}, not ${foot.events[stream]}`);
      }
      if (foot.slugs !== slugs) throw trouble(`${slugs} slugs, not ${foot.slugs}`);
    } else if ('slug' in value) {
      slugs++;
      await reader.onSlug?.(as(SlugLine, value));
    } else {
      const line = as(EventLine, value);
      if (last?.stream === line.stream && last.seq >= line.seq) throw trouble('is out of order');
      last = line;
      const parsed = parseEventSubject(line.subject);
      const bytes = bytesOf(line);
      if (!parsed || parsed.kind === 'genesis' || !bytes) throw trouble('is no event of a log');
      if (head.chatId !== null && head.chatId !== parsed.key) throw trouble(`is no event of chat ${head.chatId}`);
      events[line.stream] = (events[line.stream] ?? 0) + 1;
      // Of receipts only the newest is kept, so there is no chain to walk.
      const chain = chains.get(line.subject) ?? createChain();
      const { decoded, flaw } = chain.next(line.subject, bytes);
      if (decoded.poison !== undefined) unreadable++;
      if (flaw !== undefined && parsed.kind !== 'receipt')
        throw trouble(`the chain of ${line.subject} is broken: ${flaw}`);
      if (parsed.kind !== 'receipt') chains.set(line.subject, chain);
      await reader.onEvent?.({ line, kind: parsed.kind, key: parsed.key, bytes, event: decoded.event });
    }
  }
  if (!head || !foot) throw new Trouble(`${path} has no end: it is not whole.`);
  return { head, foot, unreadable };
}

function parse(text: string): Record<string, unknown> | undefined {
  const value = parseJson(text);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
