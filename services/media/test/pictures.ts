import { crc32 } from 'node:zlib';
import { sharp } from '../src/images/sharp.ts';

type Size = { width?: number; height?: number; frames?: number };

/** Noise on a slope of colours: different everywhere, so that a picture that is turned or cut is not the same. */
export function pixels({ width = 320, height = 240, frames = 1 }: Size = {}): Buffer {
  const bytes = Buffer.alloc(width * height * frames * 3);
  let seed = 12_345;
  for (let i = 0, at = 0; at < bytes.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width) % height];
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    bytes[at++] = (x * 200) / width + (seed & 31);
    bytes[at++] = (y * 200) / height + ((seed >> 5) & 31);
    bytes[at++] = (Math.floor(i / (width * height)) * 30 + ((seed >> 10) & 31)) & 255;
  }
  return bytes;
}

export function picture(size: Size = {}) {
  const { width = 320, height = 240, frames = 1 } = size;
  const raw = { width, height: height * frames, channels: 3 as const };
  return sharp(pixels(size), { raw: frames > 1 ? { ...raw, pageHeight: height } : raw });
}

/** Files of every kind that is taken. */
export const files = {
  jpeg: () => picture().jpeg().toBuffer(),
  'progressive JPEG': () => picture().jpeg({ progressive: true }).toBuffer(),
  'CMYK JPEG': () => picture().toColourspace('cmyk').jpeg().toBuffer(),
  'grey JPEG': () => picture().greyscale().jpeg().toBuffer(),
  png: () => picture().png().toBuffer(),
  'interlaced PNG': () => picture().png({ progressive: true }).toBuffer(),
  'palette PNG': () => picture().png({ palette: true }).toBuffer(),
  '16-bit PNG': () => picture().toColourspace('rgb16').png().toBuffer(),
  'PNG with alpha': () => picture().ensureAlpha(0.5).png().toBuffer(),
  gif: () => picture().gif().toBuffer(),
  'animated GIF': () =>
    picture({ frames: 6 })
      .gif({ delay: Array(6).fill(120), loop: 3 })
      .toBuffer(),
  webp: () => picture().webp().toBuffer(),
  'lossless WebP': () => picture().webp({ lossless: true }).toBuffer(),
  'animated WebP': () =>
    picture({ frames: 6 })
      .webp({ delay: Array(6).fill(120), loop: 3 })
      .toBuffer(),
} satisfies Record<string, () => Promise<Buffer>>;

/** A valid PNG, filled up with a chunk that means nothing to the given number of bytes. */
export function padded(png: Buffer, bytes: number): Buffer {
  const padding = chunk('teSt', Buffer.alloc(bytes - png.length - 12));
  return Buffer.concat([png.subarray(0, -12), padding, png.subarray(-12)]);
}

/** A chunk of a PNG. */
export function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}
