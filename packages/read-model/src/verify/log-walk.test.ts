import { chainHash, decodeEvent, type FollowedEvent } from '@messenger/event-store';
import { chatStream, directoryStream, receiptStream, subjects } from '@messenger/proto';
import { expect, test } from 'vitest';
import { walkLog } from './log-walk.ts';

const id = (n: number) => `01990000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const chat = id(1);
const subject = subjects.chatEvents(chat);

type Told = { seq: number; version: number; prev: string | null; ordinal?: number; text?: string };

function stored({ seq, version, prev, ordinal = version, text = `m${ordinal}` }: Told): FollowedEvent {
  const data = Buffer.from(
    JSON.stringify({
      id: id(100 + seq),
      type: 'MessageSent',
      v: 1,
      chatId: chat,
      version,
      prev,
      by: id(2),
      at: '2026-11-23T08:00:00.000Z',
      data: { ordinal, text, attachments: [], replyTo: null },
    }),
  );
  return { stream: chatStream(0), seq, subject, data, ...decodeEvent(subject, data) };
}

/** A chat of so many messages, as it should be. */
function chain(length: number): FollowedEvent[] {
  const events: FollowedEvent[] = [];
  for (let version = 1; version <= length; version++) {
    const before = events.at(-1);
    events.push(stored({ seq: version, version, prev: before ? chainHash(before.data) : null }));
  }
  return events;
}

function flawsIn(events: FollowedEvent[]): string[] {
  const walk = walkLog();
  walk.look(events);
  return walk.flaws().map(({ seq, what }) => `${seq}: ${what}`);
}

test('a log as it should be has no flaws, also with poison in it', () => {
  expect(flawsIn(chain(5))).toEqual([]);
  const [first, ...rest] = chain(3);
  const junk = Buffer.from('junk');
  const poison = { stream: chatStream(0), seq: 2, subject, data: junk, ...decodeEvent(subject, junk) };
  expect(flawsIn([first!, poison, ...rest.map((event) => ({ ...event, seq: event.seq + 1 }))])).toEqual([]);
});

test('a changed event is found by the one after it', () => {
  const events = chain(4);
  events[1] = stored({ seq: 2, version: 2, prev: chainHash(events[0]!.data), text: 'M2' });
  expect(flawsIn(events)).toEqual(['3: does not link to the event before it at 2']);
});

test('a missing event is found by its place, and by the version after it', () => {
  const [first, , third] = chain(3);
  expect(flawsIn([first!, third!])).toEqual(['2: the event at 2 is missing', '3: version 3 comes after 1 at 1']);
  expect(flawsIn(chain(3).slice(1))).toEqual(['1: the event at 1 is missing', '2: version 2 comes after 0']);
});

test('a foreign event is found', () => {
  const [first, second, third] = chain(3);
  const foreign = stored({ seq: 3, version: 2, prev: chainHash(first!.data), text: 'mine' });
  expect(flawsIn([first!, second!, foreign, { ...third!, seq: 4 }])).toEqual([
    '3: version 2 comes after 2 at 2',
    '4: does not link to the event before it at 3',
  ]);
  const put = stored({ seq: 3, version: 3, prev: chainHash(second!.data), text: 'mine' });
  expect(flawsIn([first!, second!, put, { ...third!, seq: 4 }])).toEqual(['4: version 3 comes after 3 at 3']);
  const alone = stored({ seq: 1, version: 1, prev: chainHash('x') });
  expect(flawsIn([alone])).toEqual(['1: does not link to the event before it']);
});

test('a message ordinal that is left out is found', () => {
  const events = chain(2);
  events.push(stored({ seq: 3, version: 3, prev: chainHash(events[1]!.data), ordinal: 4 }));
  expect(flawsIn(events)).toEqual(['3: is message 4, where 3 was expected']);
});

test('a second beginning is found, and receipts are not walked', () => {
  const genesis = (stream: string, seq: number): FollowedEvent => {
    const subject = subjects.genesis(stream);
    const data = Buffer.from(
      JSON.stringify({
        id: id(9),
        type: 'LogCreated',
        v: 1,
        stream,
        version: 1,
        prev: null,
        by: id(9),
        at: '2026-11-23T08:00:00.000Z',
        data: { generation: '0123abcd', chatShards: 1 },
      }),
    );
    return { stream, seq, subject, data, ...decodeEvent(subject, data) };
  };
  expect(genesis(directoryStream, 1).poison).toBeUndefined();
  expect(flawsIn([genesis(directoryStream, 1), genesis(directoryStream, 2)])).toEqual([
    '2: is a second beginning of the log',
  ]);
  expect(flawsIn([genesis(receiptStream(0), 1), genesis(receiptStream(0), 7)])).toEqual([]);
});
