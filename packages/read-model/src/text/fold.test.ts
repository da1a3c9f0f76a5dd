import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, foldWithOffsets } from './fold.ts';

test.each([
  ['Straße', ' strasse '],
  ['CAFÉ', ' cafe '],
  ['Cafe\u0301', ' cafe '],
  ['  two\n\tlines  ', ' two lines '],
  ['ﬁnal Æsir Øre Łódź', ' final aesir ore lodz '],
  ['Ἀθῆναι ΣΟΦΟΣ σοφός', ' αθηναι σοφοσ σοφοσ '],
  ['Ёлка йод', ' елка йод '],
  ['ｶﾞﾗｽ が か', ' ガラス が か '],
  ['한국어'.normalize('NFD'), ' 한국어 '],
  ['ＡＢＣ１２３', ' abc123 '],
  ['İstanbul ısı', ' istanbul isi '],
  ['co\u00adoperate ❤️', ' cooperate ❤ '],
  ['don’t', " don't "],
  ['', ''],
  [' \n ', ''],
])('%s', (text, folded) => {
  expect(fold(text)).toBe(folded);
});

const texts = fc.string({
  unit: fc.constantFrom('Ab c', 'x ', ...'aÉßﬁ ｶﾞ\n世界한İ❤️👩‍👩‍👧e\u0301\u1112\u1161\u11ab\u001f\u00a0'),
  maxLength: 30,
});

test('with offsets it folds alike, and each piece of the original covers what it became', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const folded = foldWithOffsets(text);
      expect(folded.text.trim()).toBe(fold(text).trim());
      expect(folded.starts).toHaveLength(folded.text.length);
      const characters = Array.from(text);
      for (let i = 1; i < folded.text.length; i++) {
        expect(folded.starts[i]).toBeGreaterThanOrEqual(folded.starts[i - 1]!);
        const piece = characters.slice(folded.starts[i], folded.ends[i]).join('');
        expect(fold(piece)).toContain(folded.text[i]!.trim());
      }
    }),
  );
});
