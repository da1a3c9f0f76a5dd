import { type Id, type Variant, variants } from '@messenger/proto';

/** Where a variant lies. Spread over 256 prefixes by the end of the id, since its beginning is a time. */
export const keyOf = (objectId: Id, variant: Variant): string => `${objectId.slice(-2)}/${objectId}/${variant}.webp`;

export const keysOf = (objectId: Id): string[] => variants.map((variant) => keyOf(objectId, variant));
