import type { Json } from './published.ts';

/** Something that fits a published schema, put together from the examples in it. */
export function exampleOf(schema: Json): unknown {
  const {
    examples,
    const: only,
    anyOf,
    type,
    properties,
    prefixItems,
    items,
    minimum,
    default: normal,
  } = schema as Json & {
    examples?: unknown[];
    anyOf?: Json[];
    properties?: Record<string, Json>;
    prefixItems?: Json[];
    items?: Json;
  };
  if (examples?.length) return examples[0];
  if (only !== undefined) return only;
  if (normal !== undefined) return normal;
  if (anyOf) return exampleOf(anyOf[0]!);
  switch (type) {
    case 'object':
      return Object.fromEntries(Object.entries(properties ?? {}).map(([key, part]) => [key, exampleOf(part)]));
    case 'array':
      if (prefixItems) return prefixItems.map(exampleOf);
      return items ? [exampleOf(items)] : [];
    case 'integer':
    case 'number':
      return Math.max(1, Number(minimum ?? 1));
    case 'boolean':
      return true;
    case 'string':
      return '…';
    case 'null':
      return null;
    default:
      return {};
  }
}
