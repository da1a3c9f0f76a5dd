type Size = { width: number; height: number };

/** The widest and the highest that the images of a message are shown, in px. */
const most = { width: 440, height: 360 };
/** What is flatter or taller than this is cut at its edges. */
const flattest = 2.6;
const tallest = 0.6;
/** Several images share one box; which place each has is in `Images.css`. */
const ratios: Record<number, number> = { 2: 2, 3: 1.5, 4: 1.4, 5: 1.25 };

/** The box that a message's images take before anything of them is loaded: its width in px and width by height. */
export function boxOf(images: readonly Size[]): { width: number; ratio: number } {
  const [first] = images;
  if (!first || images.length > 1) return { width: most.width, ratio: ratios[images.length] ?? 1 };
  const ratio = Math.min(flattest, Math.max(tallest, first.width / first.height || 1));
  const width = Math.min(most.width, most.height * ratio, Math.max(120, first.width));
  return { width: Math.round(width), ratio };
}

/** How wide a variant is that is at most `side` px long: variants are never larger than their original. */
export function widthAt({ width, height }: Size, side: number): number {
  return Math.round(width * Math.min(1, side / Math.max(width, height)));
}
