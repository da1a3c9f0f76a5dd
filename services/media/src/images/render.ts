import {
  type Purpose,
  type Refusal,
  Refused,
  refuse,
  unavailable,
  type Variant,
  variantSides,
  variants,
} from '@messenger/proto';
import type { Metadata, Sharp, SharpOptions, WebpOptions } from 'sharp';
import { stage } from '../metrics.ts';
import { CpuShare } from './cpu-share.ts';
import type { ImageType } from './image-end.ts';
import { type ImageLimits, longestSide } from './limits.ts';
import { placeholderOf } from './placeholder.ts';
import { damaged } from './recognise.ts';
import { sharp } from './sharp.ts';

/** An image as it is kept: WebP in each size, upright, in sRGB, without metadata. Width and height are the original's. */
export type Rendered = {
  variants: Record<Variant, Buffer>;
  width: number;
  height: number;
  animated: boolean;
  placeholder: string;
};

type Source = { file: Buffer; type: ImageType; options: SharpOptions; meta: Metadata; purpose: Purpose };

/** Of the processors, among the renderings of this process. */
const cpu = new CpuShare();
/** Whoever had less of a processor than this had not the time that an image may take. */
const busyShare = 0.8;
const comeBackSeconds = 10;

/** Makes the variants of an image; a refusal when it is damaged, too large, or takes too long. */
export async function render(
  file: Buffer,
  type: ImageType,
  { purpose, limits }: { purpose: Purpose; limits: ImageLimits },
): Promise<Rendered | Refusal> {
  const options: SharpOptions = {
    animated: type === 'gif' || type === 'webp',
    failOn: 'error',
    limitInputPixels: limits.pixels,
  };
  cpu.begin();
  try {
    const meta = await sharp(file, { ...options, limitInputPixels: false }).metadata();
    const excess = excessOf(meta, limits);
    if (excess) return excess;
    return await renderAll({ file, type, options, meta, purpose }, limits);
  } catch (error) {
    // The library throws plain errors, about what it was given: what is ours cannot fail here.
    return error instanceof Refused ? error.refusal : damaged();
  } finally {
    cpu.end();
  }
}

/** An image that could not be read in its time; on a machine that was busy with something else it may be, another time. */
export function outOfTime(hadSeconds: number, { seconds }: ImageLimits): Refusal {
  return hadSeconds < seconds * busyShare ? unavailable(comeBackSeconds) : tooLarge('takes too long to read');
}

const tooLarge = (why: string): Refusal => refuse('too_large', `This image ${why}.`);

/** Looks at what the file says of itself, before anything is decoded. */
function excessOf({ width, height, pages = 1, pageHeight = height }: Metadata, limits: ImageLimits) {
  if (pages > limits.frames) return tooLarge(`has more than ${limits.frames} frames`);
  if (width * pageHeight * pages > limits.pixels) {
    return tooLarge(`has more than ${limits.pixels / 1_000_000} million pixels`);
  }
  return Math.max(width, pageHeight) > longestSide ? tooLarge(`is longer than ${longestSide} pixels`) : undefined;
}

async function renderAll(source: Source, limits: ImageLimits): Promise<Rendered> {
  const made: Partial<Record<Variant, Buffer>> = {};
  let size = { width: 0, height: 0, pages: 1 };
  for (const variant of variants) {
    const measured = stage.startTimer({ stage: variant });
    const before = cpu.seconds();
    const { data, info } = await variantOf(source, variant)
      .timeout({ seconds: limits.seconds })
      .toBuffer({ resolveWithObject: true })
      .catch((error) => {
        throw /timeout/.test(String(error)) ? new Refused(outOfTime(cpu.seconds() - before, limits)) : error;
      });
    measured();
    made[variant] = data;
    if (variant !== 'original') continue;
    size = { width: info.width, height: info.pageHeight ?? info.height, pages: info.pages ?? 1 };
  }
  const { width, height, pages } = size;
  const all = made as Record<Variant, Buffer>;
  return { variants: all, width, height, animated: pages > 1, placeholder: await placeholderOf(all.thumbnail) };
}

function variantOf(source: Source, variant: Variant): Sharp {
  const { file, options, meta, purpose } = source;
  const isAnimated = (meta.pages ?? 1) > 1;
  const image = isAnimated ? sharp(file, options) : sharp(file, options).autoOrient();
  const side = variantSides[variant];
  if (purpose === 'avatar') {
    const whole = Math.min(meta.width, meta.pageHeight ?? meta.height);
    const cropped = Math.min(side ?? whole, whole);
    image.resize(cropped, cropped, { fit: 'cover' });
  } else if (side !== undefined) {
    image.resize(side, side, { fit: 'inside', withoutEnlargement: true });
  }
  return image.webp(encodingOf(source, variant, isAnimated));
}

/**
 * The original keeps what there is to see: what came without loss stays so, photos lose what nobody sees. More effort
 * makes a photo 3 % smaller and takes three times as long.
 */
function encodingOf({ file, type }: Source, variant: Variant, isAnimated: boolean): WebpOptions {
  if (variant !== 'original') return { quality: 80, effort: isAnimated ? 0 : 2, smartSubsample: type !== 'jpeg' };
  const lossless = type === 'png' || type === 'gif' || (type === 'webp' && file.subarray(0, 256).includes('VP8L'));
  return lossless ? { lossless, effort: 0 } : { quality: 90, effort: 0 };
}
