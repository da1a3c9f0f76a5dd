/** What an image may cost. */
export type ImageLimits = {
  /** Of all frames together. */
  pixels: number;
  frames: number;
  /** For each of the variants. */
  seconds: number;
};

export const imageLimits: ImageLimits = { pixels: 50_000_000, frames: 500, seconds: 20 };

/** The longest side that WebP can have. */
export const longestSide = 16_383;
