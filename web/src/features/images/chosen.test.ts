import type { Attachment } from '@messenger/proto';
import { expect, test } from 'vitest';
import { type Chosen, toSend } from './chosen.ts';

const file = new Blob();
const image = (key: number, state: Partial<Chosen>) =>
  ({ key, name: '', url: '', file, width: key, height: 1, ...state }) as Chosen;
const ready = (key: number) => image(key, { state: 'ready', attachment: { id: `${key}` } as Attachment });

test('images go in the order in which they stand, whichever was uploaded first', () => {
  const sent = toSend([ready(1), image(2, { state: 'uploading', part: 0.5 }), ready(3)]);
  expect(sent.attachments).toEqual([{ id: '1' }]);
  expect(sent.uploaded).toEqual([{ file, width: 1, height: 1 }]);
  expect(sent.files).toEqual([
    { file, width: 2, height: 1 },
    { file, width: 3, height: 1 },
  ]);
  expect(toSend([ready(1), ready(2)]).files).toEqual([]);
});
