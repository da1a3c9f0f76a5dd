import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

type Oklch = { l: number; c: number; h: number };

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [usual, more] = css.split('@media (prefers-contrast: more)') as [string, string];

/** The plain `oklch()` colours of a block of tokens: one for both themes, or light and dark. */
function coloursOf(block: string): Map<string, [Oklch, Oklch]> {
  const colours = new Map<string, [Oklch, Oklch]>();
  for (const [, name, value] of block.matchAll(/--([\w-]+): ((?:light-dark\()?oklch\([^;]*);/g)) {
    const found = [...value!.matchAll(/oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)/g)].map(([, l, c, h]) => ({
      l: Number(l) / 100,
      c: Number(c),
      h: Number(h),
    }));
    if (found.length > 0) colours.set(name!, [found[0]!, found[1] ?? found[0]!]);
  }
  return colours;
}

/** WCAG's contrast ratio, 1 to 21. */
function contrast(one: Oklch, other: Oklch): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Through OKLab (Björn Ottosson) to linear sRGB, clipped to what a screen shows. */
function luminance({ l, c, h }: Oklch): number {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const x = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const y = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const z = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return (
    0.2126 * clip(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z) +
    0.7152 * clip(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z) +
    0.0722 * clip(-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z)
  );
}

const text = ['text', 'muted', 'accent', 'danger', 'warn-text', ...Array.from({ length: 8 }, (_, i) => `author-${i}`)];
const marks = ['accent', 'danger', 'warn-mark', 'ok', 'field-line'];
const grounds = ['canvas', 'surface', 'raised'];
const themes = [
  ['light', 0],
  ['dark', 1],
] as const;

describe.each([
  ['usual', 4.5, coloursOf(usual)],
  ['more', 7, new Map([...coloursOf(usual), ...coloursOf(more)])],
])('%s contrast', (_, least, colours) => {
  describe.each(themes)('%s', (_, theme) => {
    const ratio = (one: string, other: string) => contrast(colours.get(one)![theme], colours.get(other)![theme]);

    test.each(text)(`text in %s is ${least}:1 on every ground`, (name) => {
      for (const ground of grounds) expect(ratio(name, ground)).toBeGreaterThanOrEqual(least);
    });
    test.each(marks)('marks in %s are 3:1 on every ground', (name) => {
      for (const ground of grounds) expect(ratio(name, ground)).toBeGreaterThanOrEqual(3);
    });
    test(`text on buttons is ${least}:1`, () => {
      for (const name of ['accent', 'accent-hover', 'danger']) {
        expect(ratio('on-accent', name)).toBeGreaterThanOrEqual(least);
      }
    });
  });
});
