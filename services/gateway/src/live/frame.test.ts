import type { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import * as ws from 'ws';
import { frameOf } from './frame.ts';

/** The types of `ws` leave its parser out. */
const { Receiver } = ws as unknown as { Receiver: new (of: { isServer: boolean }) => Writable };

/** What a client's own parser makes of bytes from a server. */
function parsed(wire: Buffer): Promise<{ text: string; isBinary: boolean }> {
  const receiver = new Receiver({ isServer: false });
  return new Promise((resolve, reject) => {
    receiver.on('message', (data: Buffer, isBinary: boolean) => resolve({ text: data.toString(), isBinary }));
    receiver.on('error', reject);
    receiver.end(wire);
  });
}

test.each([0, 1, 125, 126, 65_535, 65_536, 300_000])('a text of %i bytes is read back', async (length) => {
  const text = 'x'.repeat(length);
  const { wire, bytes } = frameOf(text);
  expect(await parsed(wire)).toEqual({ text, isBinary: false });
  expect(bytes.toString()).toBe(text);
});

test('lengths are those of the bytes, not of the characters', async () => {
  const text = 'ä'.repeat(100);
  expect((await parsed(frameOf(text, { ephemeral: true }).wire)).text).toBe(text);
});
