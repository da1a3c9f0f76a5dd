import { expect, test } from 'vitest';
import { highlightsOf } from './highlights.ts';
import { termsOf } from './terms.ts';

test.each([
  ['The harbour at Harbour street', 'harbour', ['harbour', 'Harbour']],
  ['Crème brûlée', 'creme BRULEE', ['Crème', 'brûlée']],
  ['Große Straße', 'strasse', ['Straße']],
  ['Große Straße', 'oss', ['oß']],
  ['eﬃcient', 'ffic', ['ﬃc']],
  ['👩‍👩‍👧 family 👩‍👩‍👧 day', 'family', ['family']],
  ['今天天气很好', '天气', ['天气']],
  ['今天天气很好', '天', ['天天']],
  ['on only upon, on', 'on', ['on', 'on', 'on']],
  ['quick  brown\nfox', '"quick brown"', ['quick  brown']],
  ['abcabcabc', 'abcabc', ['abcabcabc']],
  ['nothing of it', 'harbour', []],
])('in “%s”, “%s”', (text, q, marked) => {
  const characters = Array.from(text);
  expect(highlightsOf(text, termsOf(q)).map(([start, end]) => characters.slice(start, end).join(''))).toEqual(marked);
});

test('offsets count code points', () => {
  expect(highlightsOf('𝕏𝕏 ann 👍 ann', termsOf('ann'))).toEqual([
    [3, 6],
    [9, 12],
  ]);
});
