import { type TString, Type } from '@sinclair/typebox';
import { isBlank, isUnruly } from './visible.ts';

export { isBlank };

/** Every day there is from the year 1 on: what looks like one and is none would become no date, or another one. */
const day = [
  '(?!0000)\\d{4}-(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])',
  '(?!0000)\\d{4}-(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)',
  '(?!0000)\\d{4}-02-(?:0[1-9]|1\\d|2[0-8])',
  '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)-02-29',
].join('|');

/** Times on the wire: RFC 3339 UTC with milliseconds. */
export const Time = Type.String({
  pattern: `^(?:${day})T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z$`,
  description: 'RFC 3339 UTC with milliseconds',
  examples: ['2026-11-23T09:30:00.000Z'],
});

/** True when the text is well-formed Unicode (no lone surrogate) without U+0000: what Postgres can hold. */
export function isWellFormed(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** What is wrong with the name of a person or a group, which stands within sentences of others; undefined: nothing. */
export function nameFlaw(name: string): string | undefined {
  if (isBlank(name)) return 'must not be blank';
  return isUnruly(name) ? 'must not contain control characters or such that turn the direction of text' : undefined;
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
