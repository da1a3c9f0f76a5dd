import type { TSchema } from '@sinclair/typebox';

/** A JSON Schema as it is published: plain JSON. */
export type Json = Record<string, unknown>;

/**
 * A schema of the contract for readers elsewhere. JSON Schema counts code points, the validator here UTF-16 units:
 * a text's limits are published as the former.
 */
export function published(schema: TSchema): Json {
  const copy = JSON.parse(JSON.stringify(schema)) as Json;
  return countingCodePoints(copy) as Json;
}

function countingCodePoints(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(countingCodePoints);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]) => [key, countingCodePoints(item)]);
  const { codePoints, ...schema } = Object.fromEntries(entries) as Json & { codePoints?: { min: number; max: number } };
  if (codePoints === undefined || schema.type !== 'string') return Object.fromEntries(entries);
  return { ...schema, minLength: codePoints.min, maxLength: codePoints.max };
}
