import type { Attachment } from '@messenger/proto';
import type { ApiError, LocalImage, SendOptions } from '@messenger/sync';

/**
 * An image that is to go with a message. `uploading`: `part` of it, from 0 to 1, is at the server. `ready`: the server
 * has it. `waiting`: it could not be uploaded now, and goes when there is a connection, with its message at the latest.
 * `failed`: the server does not take it.
 */
export type Chosen = { key: number; name: string; url: string } & LocalImage &
  (
    | { state: 'uploading'; part: number }
    | { state: 'ready'; attachment: Attachment }
    | { state: 'waiting' }
    | { state: 'failed'; error: ApiError }
  );

/** What a message is sent with. Order counts: what stands behind an image that is not uploaded goes again with it. */
export function toSend(images: readonly Chosen[]): Pick<SendOptions, 'attachments' | 'uploaded' | 'files'> {
  const attachments: Attachment[] = [];
  for (const image of images) {
    if (image.state !== 'ready') break;
    attachments.push(image.attachment);
  }
  const local = images.map(({ file, width, height }) => ({ file, width, height }));
  const { length } = attachments;
  return { attachments, uploaded: local.slice(0, length), files: local.slice(length) };
}
