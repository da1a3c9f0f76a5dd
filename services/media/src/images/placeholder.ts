import { rgbaToThumbHash } from 'thumbhash';
import { sharp } from './sharp.ts';

/** Some 25 bytes, as base64, from which a client draws a blurred picture of the first frame while the image loads. */
export async function placeholderOf(thumbnail: Buffer): Promise<string> {
  const { data, info } = await sharp(thumbnail)
    .resize(100, 100, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}
