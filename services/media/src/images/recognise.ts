import { type Refusal, refuse } from '@messenger/proto';
import { fileTypeFromBuffer } from 'file-type';
import { type ImageType, imageEnd } from './image-end.ts';

const types: Readonly<Record<string, ImageType>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  // Shown as its first frame, as everything else does that does not know it.
  'image/apng': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

/** What an image is by its content, or why it is not taken: it is none, is cut off, or is something else besides. */
export async function recognise(file: Buffer): Promise<ImageType | Refusal> {
  const found = await fileTypeFromBuffer(file);
  const type = found && types[found.mime];
  if (!type) return refuse('unsupported_media', 'This is no JPEG, PNG, GIF or WebP image.');
  const end = imageEnd(type, file);
  if (end === undefined) return damaged();
  if (isForeign(type, file, end)) return refuse('unsupported_media', 'This file is more than an image.');
  return type;
}

export const damaged = (): Refusal => refuse('unsupported_media', 'This image is damaged or incomplete.');

/** What phones put behind a photo (more pictures, a video, notes of the maker) is harmless: it is not kept. */
const takesMore: readonly ImageType[] = ['jpeg', 'png'];
const markup = /<(?:!doctype|html|head|body|script|svg|iframe|\?php|\?xml)/i;
const signatures = ['%PDF-', 'PK\x03\x04', 'PK\x05\x06', 'Rar!\x1a', '7z\xbc\xaf', '\x7fELF'];
const isSomethingElse = (rest: string): boolean =>
  markup.test(rest) || /^(?:MZ|#!)/.test(rest) || signatures.some((signature) => rest.includes(signature));

/** Whether a file can be read as something that is no image, too. */
function isForeign(type: ImageType, file: Buffer, end: number): boolean {
  const rest = file.toString('latin1', end);
  if (!takesMore.includes(type) && rest.replaceAll('\0', '').trim() !== '') return true;
  if (isSomethingElse(rest)) return true;
  // The size of the screen, written as the beginning of a comment: the file is a script.
  return type === 'gif' && file.toString('latin1', 6, 13).includes('/*');
}
