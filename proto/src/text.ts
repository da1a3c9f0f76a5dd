import { type TString, Type } from '@sinclair/typebox';

/** Times on the wire: RFC 3339 UTC with milliseconds. */
export const Time = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
  description: 'RFC 3339 UTC with milliseconds',
  examples: ['2026-11-23T09:30:00.000Z'],
});

/** True when the text is well-formed Unicode (no lone surrogate) without U+0000: what Postgres can hold. */
export function isWellFormed(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** Length as users count it in R18: Unicode code points. */
export function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) i++;
    count++;
  }
  return count;
}

/**
 * A string of `min` to `max` code points. JSON Schema counts code points, TypeBox counts UTF-16 units,
 * so the schema allows twice the units and `flawsOf` (validation.ts) counts exactly.
 */
export function Text(min: number, max: number, description: string, example?: string): TString {
  const examples = example === undefined ? {} : { examples: [example] };
  return Type.String({ minLength: min, maxLength: max * 2, codePoints: { min, max }, description, ...examples });
}
