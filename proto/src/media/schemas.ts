import { type Static, Type } from '@sinclair/typebox';

/** The longest side of each variant in pixels; the original has its own. */
export const variantSides = { original: undefined, medium: 800, thumbnail: 300 } as const;
export type Variant = keyof typeof variantSides;
export const variants = Object.keys(variantSides) as Variant[];
export const Variant = Type.Union(variants.map((variant) => Type.Literal(variant)));

/** What is uploaded for a profile or group is cropped to a square. */
export const Purpose = Type.Union([Type.Literal('message'), Type.Literal('avatar')]);
export type Purpose = Static<typeof Purpose>;
