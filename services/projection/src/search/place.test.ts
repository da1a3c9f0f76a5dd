import { newId } from '@messenger/kit';
import { expect, test } from 'vitest';
import { decodeSearchCursor, encodeSearchCursor } from './place.ts';

const place = { sentAt: 1_764_150_000_000, chatId: newId(), ordinal: 2_147_483_647 };

test('a cursor says where a page ended, and in which order', () => {
  expect(decodeSearchCursor(encodeSearchCursor(place), 'newest')).toEqual(place);
  const ranked = { ...place, relevance: { score: -99, newest: place.sentAt } };
  expect(decodeSearchCursor(encodeSearchCursor(ranked), 'relevance')).toEqual(ranked);
  expect(decodeSearchCursor(encodeSearchCursor(place), 'relevance')).toBeUndefined();
  expect(decodeSearchCursor(encodeSearchCursor(ranked), 'newest')).toBeUndefined();
});

test('what no message can stand at is no cursor', () => {
  for (const ordinal of [place.ordinal + 1, 9_999_999_999]) {
    expect(decodeSearchCursor(encodeSearchCursor({ ...place, ordinal }), 'newest')).toBeUndefined();
  }
  for (const text of ['', 'n', `n.1.${place.chatId}`, `n.1.${place.chatId}.1.`, `x.1.${place.chatId}.1`]) {
    expect(decodeSearchCursor(text, 'newest'), text).toBeUndefined();
  }
});
