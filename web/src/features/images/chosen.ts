import type { Attachment } from '@messenger/proto';
import type { ApiError, LocalImage } from '@messenger/sync';

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
export function toSend(images: readonly Chosen[]): { attachments: Attachment[]; files: LocalImage[] } {
  const attachments: Attachment[] = [];
  for (const image of images) {
    if (image.state !== 'ready') break;
    attachments.push(image.attachment);
  }
  const files = images.slice(attachments.length).map(({ file, width, height }) => ({ file, width, height }));
  return { attachments, files };
}
