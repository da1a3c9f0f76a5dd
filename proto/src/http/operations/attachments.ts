import { Type } from '@sinclair/typebox';
import { Attachment } from '../../chat/schemas.ts';
import type { Operation } from '../operation.ts';

export const attachmentOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/api/attachments',
    id: 'uploadAttachment',
    tag: 'attachments',
    summary: 'Upload an image',
    description:
      'A form (`multipart/form-data`) with the image in the field `file`: JPEG, PNG, GIF or WebP, at most 10 MB, 50 million pixels and 500 frames. It becomes WebP, upright, in sRGB, without metadata; with `purpose=avatar` it is cropped to a square. What nothing is made of within 24 hours is removed. 10 a minute; not counted as a call.',
    form: Type.Object({ file: Type.String({ contentMediaType: 'application/octet-stream' }) }),
    answers: {
      201: {
        summary: 'The image, to be named in `attachmentIds` or as `avatarId`.',
        body: Type.Object({ attachment: Attachment }),
      },
    },
    errors: [],
  },
  {
    method: 'GET',
    path: '/api/attachments/{attachmentId}/{variant}',
    id: 'getAttachment',
    tag: 'attachments',
    summary: 'An image in one of its sizes',
    description:
      'For its uploader, the members of the chat that shows it, and whoever sees the profile; asked anew each time, while browsers may keep it for good. `medium` is at most 800 pixels long, `thumbnail` 300. A page proves itself by a cookie that comes with `cookie: true`. Without credentials, or with ones that are good no more, it is 401; whom the image does not concern finds nothing (404). Takes `Range`, `If-Range` and `If-None-Match`.',
    open: true,
    answers: { 200: { summary: 'The image.', body: null, type: 'image/webp' } },
    errors: ['not_found', 'unauthenticated', 'range_not_satisfiable'],
  },
];
