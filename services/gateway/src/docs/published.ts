import type { TSchema } from '@sinclair/typebox';

/** A JSON Schema as it is published: plain JSON. */
export type Json = Record<string, unknown>;

/**
 * A schema of the contract for readers elsewhere, as JSON Schema 2020-12 has it: that counts code points, where the
 * validator here counts UTF-16 units, and names the items of a tuple otherwise.
 */
export function published(schema: TSchema): Json {
  const copy = JSON.parse(JSON.stringify(schema)) as Json;
  return asOf2020(copy) as Json;
}

function asOf2020(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asOf2020);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]) => [key, asOf2020(item)]);
  const { codePoints, ...schema } = Object.fromEntries(entries) as Json & { codePoints?: { min: number; max: number } };
  if (Array.isArray(schema.items)) {
    const { additionalItems: _, items: prefixItems, ...tuple } = schema;
    return { ...tuple, prefixItems, items: false };
  }
  if (codePoints && schema.type === 'string')
    return { ...schema, minLength: codePoints.min, maxLength: codePoints.max };
  return Object.fromEntries(entries);
}
