import { type Static, Type } from '@sinclair/typebox';

/** R32: the largest file that is taken, and the MIME types of what is in it. */
export const maxUploadBytes = 10 * 1024 * 1024;
export const uploadTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;

/** The longest side of each variant in pixels; the original has its own. */
export const variantSides = { original: undefined, medium: 800, thumbnail: 300 } as const;
export type Variant = keyof typeof variantSides;
export const variants = Object.keys(variantSides) as Variant[];
export const Variant = Type.Union(variants.map((variant) => Type.Literal(variant)));

/** What is uploaded for a profile or group is cropped to a square. */
export const Purpose = Type.Union([Type.Literal('message'), Type.Literal('avatar')]);
export type Purpose = Static<typeof Purpose>;
