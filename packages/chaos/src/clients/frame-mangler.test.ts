import { expect, test } from 'vitest';
import { FrameMangler } from './frame-mangler.ts';

const push = (version: number) =>
  JSON.stringify({ type: 'message:new', chatId: 'a', version, cursor: `c${version}`, data: {} });
const pong = JSON.stringify({ type: 'ok', id: '1' });
const seen = (mangler: FrameMangler, ...texts: string[]) =>
  [...texts.flatMap((text) => mangler.take(text)), ...mangler.flush()].map((text) => {
    const { type, version, cursor } = JSON.parse(text);
    return version === undefined ? type : `${version} ${cursor ?? '-'}`;
  });

test('neighbours change places, and a cursor never leads what was delivered', () => {
  const mangler = new FrameMangler();
  mangler.swapping = true;
  expect(seen(mangler, push(1), push(2), push(3), pong, push(4))).toEqual(['2 -', '1 c2', '3 c3', 'ok', '4 c4']);
});

test('pushes come again, at once and later, without a cursor', () => {
  const mangler = new FrameMangler();
  mangler.duplicating = true;
  const all = seen(mangler, ...Array.from({ length: 10 }, (_, i) => push(i + 1)));
  expect(all.filter((text) => text.startsWith('3 '))).toEqual(['3 c3', '3 -', '3 -']);
  expect(all.filter((text) => text.includes('c'))).toEqual(Array.from({ length: 10 }, (_, i) => `${i + 1} c${i + 1}`));
});

test('without a fault everything passes as it is', () => {
  expect(seen(new FrameMangler(), push(1), pong, push(2))).toEqual(['1 c1', 'ok', '2 c2']);
});
