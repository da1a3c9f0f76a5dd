/**
 * Characters that carry a word or so each, in writing without spaces (Han, kana, hangul, Thai, Lao, Burmese, Khmer) and
 * emoji: they are found singly and in pairs. Frozen by the migration that made the index of them.
 */
const gramRanges: readonly (readonly [number, number])[] = [
  [0x0e00, 0x0eff],
  [0x1000, 0x109f],
  [0x1780, 0x17ff],
  [0x2600, 0x27bf],
  [0x3005, 0x3007],
  [0x3040, 0x30ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7af],
  [0xf900, 0xfaff],
  [0x1f000, 0x1faff],
  [0x20000, 0x3ffff],
];

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');

/** The characters as a class of a Postgres regular expression. */
export const gramClassSql = `[${gramRanges.map((range) => range.map((code) => `\\U${hex(code, 8)}`).join('-')).join('')}]`;

/** The characters as a class of a JavaScript regular expression with the flag `u`. */
export const gramClass = `[${gramRanges.map((range) => range.map((code) => `\\u{${hex(code, 1)}}`).join('-')).join('')}]`;
