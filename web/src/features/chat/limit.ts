/** R18: the most code points a message may have. */
export const maxLength = 10_000;
const near = 1_000;

/** How much room is left, and whether that is worth telling. */
export function limitOf(length: number): { left: number; shown: boolean; over: boolean } {
  const left = maxLength - length;
  return { left, shown: left <= near, over: left < 0 };
}
