/** What an upload may be, by its content. */
export type ImageType = 'jpeg' | 'png' | 'gif' | 'webp';

/**
 * How many bytes the image takes of a file that begins with it; undefined if its end is not in the file. Decoders find
 * most of what was cut off, but not in GIF, and none of them says what comes after an image.
 */
export function imageEnd(type: ImageType, file: Buffer): number | undefined {
  try {
    const end = endOf[type](file);
    return end !== undefined && end <= file.length ? end : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const endOf: Record<ImageType, (file: Buffer) => number | undefined> = { jpeg, png, gif, webp };

/** PNG 1.2, 3.2: length, type, data, checksum; the last chunk is IEND. */
function png(file: Buffer): number | undefined {
  for (let at = 8; at < file.length; ) {
    const type = file.toString('latin1', at + 4, at + 8);
    at += 12 + file.readUInt32BE(at);
    if (type === 'IEND') return at;
  }
  return undefined;
}

/** What decides how a PNG looks. A profile (iCCP) grows too, but a decoder takes one. */
const shown: readonly string[] = [
  ...['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'],
  ...['gAMA', 'cHRM', 'sRGB', 'cICP', 'iCCP', 'eXIf'],
];

/**
 * A PNG that has its end, without what is not shown. A decoder inflates each text in it, to 50 MB, before it says how
 * large the image is; the other kinds have nothing that grows but the picture.
 */
export function pngWithoutTexts(file: Buffer): Buffer {
  const kept = [file.subarray(0, 8)];
  for (let at = 8, type = ''; type !== 'IEND'; ) {
    type = file.toString('latin1', at + 4, at + 8);
    const end = at + 12 + file.readUInt32BE(at);
    if (shown.includes(type)) kept.push(file.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}

/** GIF89a, appendix B: a screen, then extensions and images in blocks with their lengths, then a trailer. */
function gif(file: Buffer): number | undefined {
  let at = 13 + colours(file.readUInt8(10));
  for (;;) {
    const block = file.readUInt8(at++);
    if (block === 0x3b) return at;
    if (block === 0x21) at += 1;
    else if (block === 0x2c) at += 9 + colours(file.readUInt8(at + 8)) + 1;
    else return undefined;
    for (let length = file.readUInt8(at++); length > 0; length = file.readUInt8(at++)) at += length;
  }
}

/** Bytes of the colour table that the flags announce. */
const colours = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** A RIFF container says its own length; an odd one is padded. */
function webp(file: Buffer): number {
  const length = file.readUInt32LE(4);
  return Math.min(8 + length + (length % 2), Math.max(8 + length, file.length));
}

/** ITU T.81, annex B: segments with their lengths, and coded data, in which FF is followed by 00 or a restart. */
function jpeg(file: Buffer): number | undefined {
  for (let at = 2; at < file.length; ) {
    if (file.readUInt8(at) !== 0xff) return undefined;
    const marker = file.readUInt8(at + 1);
    at += 1;
    if (marker === 0xff) continue;
    at += 1;
    if (marker === 0xd9) return at;
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) continue;
    at += file.readUInt16BE(at);
    if (marker === 0xda) at = afterCodedData(file, at);
  }
  return undefined;
}

function afterCodedData(file: Buffer, from: number): number {
  for (let at = file.indexOf(0xff, from); at !== -1; at = file.indexOf(0xff, at + 1)) {
    const next = file.readUInt8(at + 1);
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return file.length;
}
