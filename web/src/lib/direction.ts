/** Whether the page reads from right to left. */
export const isRtl = (): boolean => document.documentElement.dir === 'rtl';

const turned: Record<string, string> = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' };

/**
 * What a key means along the line of writing, named as where that runs from left to right: `ArrowRight` goes on,
 * `ArrowLeft` goes back.
 */
export function alongLine(key: string, rtl = isRtl()): string {
  return (rtl && turned[key]) || key;
}
