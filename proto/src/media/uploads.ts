import { maxUploadBytes } from '../form-limits.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** Beside the file, a form has little in it. */
export const maxFormBytes = maxUploadBytes + 64 * 1024;

export const imageTooLarge = (): Refusal =>
  refuse('too_large', `An image may have ${maxUploadBytes / 1024 / 1024} MB.`);

export const notAForm = (): Refusal => refuse('unsupported_media', 'Send a form (multipart/form-data) with the image.');
