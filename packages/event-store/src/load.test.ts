import { silentLogger as log } from '@messenger/kit';
import { type ChatEvent, subjects } from '@messenger/proto';
import { expect, test } from 'vitest';
import type { Decider } from './decider.ts';
import { chainHash } from './encode.ts';
import type { EventStore } from './event-store.ts';
import { type Loaded, load } from './load.ts';
import { createSetAsides } from './set-asides.ts';
import type { StoredMessage } from './streams-api.ts';

const chatId = '3e6dd19b-bca0-52f7-b008-bca81c683e3e';
const by = '01990000-0000-7000-8000-00000000000a';
const stream = 'CHAT-0';
const subject = subjects.chatEvents(chatId);
const at = '2026-11-23T08:00:00.000Z';

/** Folds to the texts in order. */
const decider: Decider<string[], never, ChatEvent> = {
  initial: [],
  evolve: (texts, event) => [...texts, event.type === 'MessageSent' ? event.data.text : event.type],
  decide: () => undefined,
};

/** A chat of these texts, one event each, at every tenth sequence. */
function chain(...texts: string[]): StoredMessage[] {
  let prev: string | null = null;
  return texts.map((text, i) => {
    const id = `01990000-0000-7000-8000-${String(i).padStart(12, '0')}`;
    const data = { ordinal: i + 1, text, attachments: [], replyTo: null };
    const stored = JSON.stringify({ id, type: 'MessageSent', v: 1, chatId, version: i + 1, prev, by, at, data });
    prev = chainHash(stored);
    return { stream, subject, seq: (i + 1) * 10, data: Buffer.from(stored) };
  });
}

function loading(messages: StoredMessage[], from?: Loaded<string[]>) {
  const reads: number[] = [];
  const store = {
    last: async () => messages.at(-1),
    at: async (_stream: string, seq: number) => messages.find((message) => message.seq === seq),
    read: async (_stream: string, _subject: string, { after }: { after: number }) => {
      reads.push(after);
      return messages.filter((message) => message.seq > after);
    },
    setAside: createSetAsides(log),
  } as unknown as EventStore;
  let discarded = 0;
  const onDiscarded = () => void discarded++;
  return load(store, { stream, subject, decider, from, by: 'test', log, onDiscarded }).then((loaded) => ({
    ...loaded,
    reads,
    discarded,
  }));
}
const poison = (seq: number): StoredMessage => ({ stream, subject, seq, data: Buffer.from('not JSON') });
const abc = chain('a', 'b', 'c');
const whole = { state: ['a', 'b', 'c'], seq: 30, version: 3, hash: chainHash(abc[2]!.data), lastAt: at };
const afterTwo = { state: ['a', 'b'], seq: 20, version: 2, hash: chainHash(abc[1]!.data), lastAt: at };

test('an aggregate without events is in its initial state', async () => {
  expect(await loading([])).toEqual({
    state: [],
    seq: 0,
    version: 0,
    hash: null,
    lastAt: undefined,
    reads: [],
    discarded: 0,
  });
});

test('all events are folded in order', async () => {
  expect(await loading(abc)).toEqual({ ...whole, reads: [0], discarded: 0 });
});

test('what is remembered is continued by its tail alone', async () => {
  expect(await loading(abc, afterTwo)).toEqual({ ...whole, reads: [20], discarded: 0 });
  expect(await loading(abc, whole)).toEqual({ ...whole, reads: [], discarded: 0 });
});

test.each<[string, Loaded<string[]>]>([
  ['of another hash with a tail', { ...afterTwo, hash: 'AAAAAAAAAAAAAAAAAAAAAA' }],
  ['of another hash at the end', { ...whole, hash: 'AAAAAAAAAAAAAAAAAAAAAA' }],
  ['ahead of the log', { ...whole, seq: 40, version: 4 }],
  ['ahead of the log, which went on otherwise beyond it', { ...whole, seq: 25, version: 4 }],
  ['as many events ahead as the log went on otherwise', { ...whole, seq: 25, version: 2 }],
])('what is remembered %s is discarded', async (_, from) => {
  const wrong = { ...from, state: ['wrong'] };
  expect(await loading(abc, wrong)).toMatchObject({ ...whole, discarded: 1 });
});

test('what is remembered is discarded too where nothing but poison follows in its place', async () => {
  const lost = { ...whole, state: ['a', 'b', 'lost'] };
  expect(await loading([...abc.slice(0, 2), poison(35)], lost)).toMatchObject({ ...afterTwo, seq: 35, discarded: 1 });
  expect(await loading([...abc, poison(35)], whole)).toMatchObject({ ...whole, seq: 35, discarded: 0 });
});

test('something remembered of an aggregate that the log does not know is discarded', async () => {
  expect(await loading([], whole)).toMatchObject({ state: [], seq: 0, discarded: 1 });
});

test('what cannot be read is passed by, but its sequence counts', async () => {
  expect(await loading([...abc, poison(35)])).toMatchObject({ ...whole, seq: 35 });
  expect(await loading([poison(5), ...abc])).toMatchObject(whole);
  expect(await loading([...abc.slice(0, 2), poison(25), abc[2]!])).toMatchObject(whole);
  expect(await loading([...abc, poison(35)], afterTwo)).toMatchObject({ ...whole, seq: 35, discarded: 0 });
  expect(await loading([...abc, poison(35)], { ...whole, seq: 35 })).toMatchObject({ reads: [], discarded: 0 });
  expect(await loading([poison(5)])).toMatchObject({ state: [], version: 0, seq: 5 });
});

test('an event out of its order is passed by', async () => {
  expect(await loading([...abc, { ...abc[1]!, seq: 40 }])).toMatchObject({ ...whole, seq: 40 });
});

test('a first event with a wrong link does not hide the aggregate', async () => {
  const rest = chain('x', 'a').slice(1);
  const renumbered = rest.map(({ data, ...message }) => ({
    ...message,
    data: Buffer.from(data.toString().replace('"version":2', '"version":1')),
  }));
  expect(await loading(renumbered)).toMatchObject({ state: ['a'], version: 1, seq: 20 });
});
