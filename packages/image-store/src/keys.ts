import { type Id, type Variant, variants } from '@messenger/proto';

/** Where a variant lies. Spread over 256 prefixes by the end of the id, since its beginning is a time. */
export const keyOf = (objectId: Id, variant: Variant): string => `${objectId.slice(-2)}/${objectId}/${variant}.webp`;

export const keysOf = (objectId: Id): string[] => variants.map((variant) => keyOf(objectId, variant));

/** The id in a key, whatever follows it; undefined for what is no key of ours. */
export const objectIdOf = (key: string): Id | undefined => /^[0-9a-f]{2}\/([0-9a-f-]{36})\//.exec(key)?.[1];
