import type { Attachment } from '@messenger/proto';
import { widthAt } from './layout.ts';

/** Where an image is in one of its sizes; the browser proves itself with its image cookie. */
export const sourceOf = ({ id }: Pick<Attachment, 'id'>, variant: 'original' | 'medium' | 'thumbnail'): string =>
  `/api/attachments/${id}/${variant}`;

/** Both small sizes with their widths, for the browser to choose from by the place they get. */
export const sourcesOf = (image: Attachment): string =>
  (
    [
      ['thumbnail', 300],
      ['medium', 800],
    ] as const
  )
    .map(([variant, side]) => `${sourceOf(image, variant)} ${widthAt(image, side)}w`)
    .join(', ');
