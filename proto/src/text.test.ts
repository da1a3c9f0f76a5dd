import { expect, test } from 'vitest';
import { isBlank, nameFlaw } from './text.ts';

const family = '👩‍👩‍👧‍👦';

test.each(['', ' \n\t\u00a0', '\u200b', '\u3164', '\u00ad', '\u202e\u202d', '\ufe0f', '\u2800', '\u0007', '\u{e0041}'])(
  'nothing to see: %j',
  (text) => {
    expect(isBlank(text)).toBe(true);
    expect(nameFlaw(text)).toBe('must not be blank');
  },
);

test.each(['a', '.', '\u200ba', family, '❤️', 'ㅤ가', 'علی\u200cرضا', '日本', 'שלום'])('a name: %j', (name) => {
  expect(isBlank(name)).toBe(false);
  expect(nameFlaw(name)).toBeUndefined();
});

test.each(['Ann\u202e', '\u2066Ann', 'Ann\nleft', 'Ann\u0007', 'Ann\u0085', 'Ann\u2028left'])(
  'no name, since it turns or breaks what is around it: %j',
  (name) => {
    expect(isBlank(name)).toBe(false);
    expect(nameFlaw(name)).toContain('must not contain');
  },
);
