import { newId } from '@messenger/kit';
import { variants } from '@messenger/proto';
import ExifReader from 'exifreader';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharp } from '../src/images/sharp.ts';
import { type MediaService, mediaService } from './media-service.ts';
import { picture, pixels } from './pictures.ts';

let media: MediaService;
const ann = newId();

beforeAll(async () => {
  media = await mediaService();
});
afterAll(() => media[Symbol.asyncDispose]());

async function uploaded(file: Buffer, purpose = 'message') {
  const { status, body } = await media.upload(ann, file, { purpose });
  expect(status, JSON.stringify(body)).toBe(201);
  const made = await Promise.all(
    variants.map(async (variant) => {
      const answer = await media.image(ann, `${body.attachment.id}/${variant}`);
      return Buffer.from(await answer.arrayBuffer());
    }),
  );
  return { attachment: body.attachment, made, original: made[0]! };
}

const gps = { GPSLatitude: '53/1 32/1 27/1', GPSLatitudeRef: 'N', GPSLongitude: '9/1 58/1 2/1', GPSLongitudeRef: 'E' };
const withTags = (image: ReturnType<typeof picture>) =>
  image
    .withExif({ IFD0: { Make: 'SECRET-CAMERA', Copyright: 'SECRET-NAME' }, IFD3: gps })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><r>SECRET-NOTE</r></x:xmpmeta>')
    .withIccProfile('p3');

test.each(['jpeg', 'png', 'webp'] as const)('of the metadata of a %s nothing is left in any size', async (format) => {
  const file = await withTags(picture()).toFormat(format).toBuffer();
  const before = ExifReader.load(file, { expanded: true });
  expect(before.gps?.Latitude).toBeCloseTo(53.54, 1);
  if (format !== 'png') expect(before.xmp).toBeDefined();

  const { made } = await uploaded(file);
  for (const bytes of made) {
    // The chunks of the container, by RIFF: nothing but pictures.
    const chunks: string[] = [];
    for (let at = 12; at < bytes.length; at += 8 + bytes.readUInt32LE(at + 4) + (bytes.readUInt32LE(at + 4) % 2)) {
      chunks.push(bytes.toString('latin1', at, at + 4));
    }
    expect(['VP8 ', 'VP8L', 'VP8X', 'ALPH']).toEqual(expect.arrayContaining(chunks));
    const { exif, xmp, icc } = await sharp(bytes).metadata();
    expect([exif, xmp, icc]).toEqual([undefined, undefined, undefined]);
    const tags = ExifReader.load(bytes, { expanded: true });
    expect([tags.exif, tags.gps, tags.xmp, tags.icc, tags.iptc]).toEqual(Array(5).fill(undefined));
    expect(bytes.includes('SECRET')).toBe(false);
  }
});

/** How far two pictures are apart, on average over all channels of all pixels, from 0 to 255. */
async function distance(a: Buffer, b: Buffer): Promise<number> {
  const [one, two] = await Promise.all([a, b].map((file) => sharp(file).removeAlpha().raw().toBuffer()));
  expect(one!.length).toBe(two!.length);
  return one!.reduce((sum, value, i) => sum + Math.abs(value - two![i]!), 0) / one!.length;
}

const stored = { width: 120, height: 80 };

/** From where in the stored picture the upright one has its pixel, by EXIF orientation (EXIF 2.3, table 6). */
const sources: Record<number, (x: number, y: number) => [number, number]> = {
  1: (x, y) => [x, y],
  2: (x, y) => [stored.width - 1 - x, y],
  3: (x, y) => [stored.width - 1 - x, stored.height - 1 - y],
  4: (x, y) => [x, stored.height - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y) => [y, stored.height - 1 - x],
  7: (x, y) => [stored.width - 1 - y, stored.height - 1 - x],
  8: (x, y) => [stored.width - 1 - y, x],
};

async function upright(orientation: number): Promise<Buffer> {
  const [width, height] = orientation > 4 ? [stored.height, stored.width] : [stored.width, stored.height];
  const from = pixels(stored);
  const to = Buffer.alloc(from.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const [sx, sy] = sources[orientation]!(x, y);
      from.copy(to, at, (sy * stored.width + sx) * 3, (sy * stored.width + sx) * 3 + 3);
    }
  }
  return sharp(to, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i is applied', async (orientation) => {
  const file = await picture(stored).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
  const { attachment, original } = await uploaded(file);
  const [width, height] = orientation > 4 ? [80, 120] : [120, 80];
  expect(attachment).toMatchObject({ width, height });
  for (const other of [1, 2, 3, 4, 5, 6, 7, 8].filter((other) => other > 4 === orientation > 4)) {
    const apart = await distance(original, await upright(other));
    if (other === orientation) expect(apart).toBeLessThan(12);
    else expect(apart).toBeGreaterThan(30);
  }
});

test('a profile picture is the square in the middle', async () => {
  const stored = await picture({ width: 900, height: 600 }).png().toBuffer();
  const { attachment, made } = await uploaded(stored, 'avatar');
  expect(attachment).toMatchObject({ width: 600, height: 600 });
  const sizes = await Promise.all(made.map(async (bytes) => (await sharp(bytes).metadata()).width));
  expect(sizes).toEqual([600, 600, 300]);
  const middle = await sharp(stored).extract({ left: 150, top: 0, width: 600, height: 600 }).png().toBuffer();
  expect(await distance(made[0]!, middle)).toBeLessThan(2);
});

test('a wide colour profile becomes sRGB, with the colours as they look', async () => {
  const p3 = await picture({ width: 64, height: 64 }).withIccProfile('p3').png().toBuffer();
  const { original } = await uploaded(p3);
  const reference = await sharp(p3).toColourspace('srgb').png().toBuffer();
  expect(await distance(original, reference)).toBeLessThan(2);
});
