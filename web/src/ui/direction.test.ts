import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '..');

/** What has sides in truth: a device's notch does not move when the writing turns round. */
const exceptions = ['env(safe-area-inset-'];

const sides: readonly RegExp[] = [
  /(?:^|[\s;{])(?:left|right)\s*:/,
  /(?:^|[\s;{])(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b/,
  /(?:^|[\s;{])border-(?:top|bottom)-(?:left|right)-radius\b/,
  /(?:^|[\s;{])(?:text-align|float|clear)\s*:\s*(?:left|right)\b/,
];
const boxes = /^(?:margin|padding|inset|border-width|border-style|border-color|scroll-margin|scroll-padding)$/;

/** The values of a shorthand, each whole with its brackets. */
function valuesOf(text: string): string[] {
  return text.match(/(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+/g) ?? [];
}

/** The declarations of a style sheet that name a side of the screen instead of a side of the writing. */
function physical(css: string): string[] {
  const bare = css.replace(/\/\*[\s\S]*?\*\//g, '');
  const declarations = bare.split(/[;{}]/).map((text) => text.trim());
  return declarations.filter((declaration) => {
    if (exceptions.some((exception) => declaration.includes(exception))) return false;
    if (sides.some((side) => side.test(declaration))) return true;
    const [, property, value] = /^([a-z-]+)\s*:\s*([\s\S]+)$/.exec(declaration) ?? [];
    if (!property || !value) return false;
    const [top, right, bottom, left] = valuesOf(value);
    if (boxes.test(property)) return left !== undefined && left !== right;
    // Corners go round the box: top left, top right, bottom right, bottom left.
    if (property !== 'border-radius' || right === undefined) return false;
    return top !== right || (bottom ?? top) !== (left ?? right);
  });
}

test('no style names a side of the screen, so that every screen can be read from right to left', () => {
  const files = globSync('**/*.css', { cwd: src });
  expect(files.length).toBeGreaterThan(40);
  const found = files.flatMap((file) =>
    physical(readFileSync(join(src, file), 'utf8')).map((declaration) => `${file}: ${declaration}`),
  );
  expect(found).toEqual([]);
});

test.each([
  'margin-left: 4px',
  'left: 0',
  'border-right: 1px solid',
  'text-align: left',
  'padding: 0 12px 0 24px',
  'inset: 0 0 0 calc(100% - (2px + 3px))',
  'border-radius: 0 8px 8px 0',
  'border-top-left-radius: 8px',
])('would be found: %s', (declaration) => {
  expect(physical(`.a { ${declaration}; }`)).toHaveLength(1);
});

test.each([
  'margin-inline-start: 4px',
  'padding: 1px 2px 3px',
  'padding: 1px max(2px, 3px) 4px max(2px, 3px)',
  'inset: 0 0 auto',
  'border-radius: 8px 8px 0 0',
  'padding-right: env(safe-area-inset-right)',
  'transform-origin: left',
])('is fine: %s', (declaration) => {
  expect(physical(`.a { ${declaration}; }`)).toEqual([]);
});
