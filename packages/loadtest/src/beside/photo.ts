import sharp from 'sharp';

/** A JPEG of some 3 MB: 12 million pixels with the grain of a photo. */
export async function photo(): Promise<Buffer<ArrayBuffer>> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  const small = { width: 800, height: 600, channels: 3 as const };
  const grain = await sharp({ create: { ...small, background: '#888', noise } })
    .raw()
    .toBuffer();
  const large = sharp(grain, { raw: small }).resize(4_000, 3_000, { kernel: 'cubic' }).blur(1.2);
  return Buffer.from(await large.jpeg({ quality: 88 }).toBuffer());
}
