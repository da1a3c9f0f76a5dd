import { type Attachment, type Id, isRefusal, type Purpose, type Refusal, type UserId } from '@messenger/proto';
import { attachmentOf, findAttachment } from '../attachments/find-attachment.ts';
import { keepImage } from '../attachments/keep-image.ts';
import type { Deps } from '../deps.ts';
import { pngWithoutTexts } from '../images/image-end.ts';
import { recognise } from '../images/recognise.ts';
import { type Rendered, render } from '../images/render.ts';
import { refusals, stage } from '../metrics.ts';

/** `id`: the same for each repetition, which is then answered the same. */
export type Upload = { id: Id; by: UserId; purpose: Purpose; receive: () => Promise<Buffer | Refusal> };

/** Takes an image: received, recognised, decoded, stripped, stored; nothing of it stays if any of that fails. */
export async function takeUpload(deps: Deps, upload: Upload): Promise<Attachment | Refusal> {
  const { slots, db } = deps;
  return slots.take(upload.by, async () => {
    const before = await findAttachment(db, upload.id);
    if (before) return attachmentOf(before);
    const rendered = await renderedOf(deps, upload);
    if (!isRefusal(rendered)) return attachmentOf(await keepImage(deps, upload, rendered));
    refusals.inc({ reason: rendered.code });
    return rendered;
  });
}

async function renderedOf({ slots, limits }: Deps, { by, purpose, receive }: Upload): Promise<Rendered | Refusal> {
  const file = await receive();
  if (isRefusal(file)) return file;
  const type = await recognise(file);
  if (isRefusal(type)) return type;
  const waited = stage.startTimer({ stage: 'wait' });
  return slots.decode(by, () => {
    waited();
    return render(type === 'png' ? pngWithoutTexts(file) : file, type, { purpose, limits });
  });
}
