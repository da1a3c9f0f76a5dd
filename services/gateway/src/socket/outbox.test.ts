import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { frameOf } from '../live/frame.ts';
import { Outbox } from './outbox.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An outbox and what was written through it: the texts of each write. */
function outboxOf() {
  const writes: string[][] = [];
  const socket = {
    write(bytes: Buffer) {
      const texts: string[] = [];
      for (let at = 0; at < bytes.length; at += 2 + bytes[at + 1]!) {
        texts.push(bytes.toString('utf8', at + 2, at + 2 + bytes[at + 1]!));
      }
      writes.push(texts);
    },
  } as unknown as Socket;
  const ws = { readyState: 1, OPEN: 1, bufferedAmount: 0 } as unknown as WebSocket;
  const outbox = new Outbox(ws, socket, { fellBehind() {}, dropped() {}, sent() {} });
  return { outbox, writes };
}

const patient = { patientMs: 100 };

test('the frames of a tick go out in one write', async () => {
  const { outbox, writes } = outboxOf();
  for (const text of ['a', 'b']) outbox.push(frameOf(text));
  expect(writes).toEqual([]);
  await vi.advanceTimersByTimeAsync(0);
  outbox.push(frameOf('c'));
  await vi.advanceTimersByTimeAsync(0);
  expect(writes).toEqual([['a', 'b'], ['c']]);
});

test('what is patient goes with the next that is not, in its order', async () => {
  const { outbox, writes } = outboxOf();
  outbox.push(frameOf('read', patient));
  outbox.push(frameOf('read too', patient));
  await vi.advanceTimersByTimeAsync(50);
  expect(writes).toEqual([]);
  outbox.push(frameOf('message'));
  outbox.push(frameOf('its receipt', patient));
  await vi.advanceTimersByTimeAsync(0);
  expect(writes).toEqual([['read', 'read too', 'message', 'its receipt']]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(writes).toHaveLength(1);
});

test('what is patient goes by itself after a moment, and when the socket is to close', async () => {
  const { outbox, writes } = outboxOf();
  outbox.push(frameOf('read', patient));
  await vi.advanceTimersByTimeAsync(100);
  expect(writes).toEqual([['read']]);
  outbox.push(frameOf('another', patient));
  outbox.flush();
  expect(writes).toEqual([['read'], ['another']]);
});

test('the least patient says when', async () => {
  const { outbox, writes } = outboxOf();
  outbox.push(frameOf('slow', { patientMs: 500 }));
  await vi.advanceTimersByTimeAsync(50);
  outbox.push(frameOf('soon', patient));
  outbox.push(frameOf('slow too', { patientMs: 500 }));
  await vi.advanceTimersByTimeAsync(99);
  expect(writes).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(writes).toEqual([['slow', 'soon', 'slow too']]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(writes).toHaveLength(1);
});
