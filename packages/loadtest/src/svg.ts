/** A drawing of so many pixels with a note above what is in it. */
export const page = (width: number, height: number, note: string, parts: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="10">`,
    `<rect width="100%" height="100%" fill="#fff"/><text x="8" y="16">${escaped(note)}</text>`,
    ...parts,
    '</svg>\n',
  ].join('\n');

export const rule = (x1: number, y1: number, x2: number, y2: number): string =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#e5e7eb"/>`;

/** Text as it may stand between tags. */
export const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** To a tenth of a pixel. */
export const round = (pixels: number): number => Math.round(pixels * 10) / 10;
