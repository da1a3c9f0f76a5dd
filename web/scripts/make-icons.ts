/** Makes the raster icons of `public/` from `icon.svg`; run by hand when it changes: `node web/scripts/make-icons.ts` */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const folder = fileURLToPath(new URL('../public/', import.meta.url));
const icon = await readFile(`${folder}icon.svg`, 'utf8');
const mark = icon.slice(icon.indexOf('<g'), icon.indexOf('</svg>'));
const square = (inner: string, ground: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="${ground}"/>${inner}</svg>`;
/** Systems cut their own shape out of it: the mark stays within the inner circle. */
const inner = `<g transform="translate(3.2 3.2) scale(0.8)">${mark}</g>`;

async function write(name: string, svg: string, size: number): Promise<void> {
  await sharp(Buffer.from(svg), { density: 72 * (size / 32) * 2 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toFile(folder + name);
}

await write('icon-192.png', icon, 192);
await write('icon-512.png', icon, 512);
await write('icon-maskable-512.png', square(inner, '#3b62c9'), 512);
await write('apple-touch-icon.png', square(inner, '#3b62c9'), 180);
// Systems paint it in one colour of theirs.
await write('badge-96.png', square(mark, 'transparent'), 96);
