import { call } from '@messenger/messaging';
import { attachmentVisible, type Id, isRefusal, notFound, type Refusal, type UserId } from '@messenger/proto';
import type { Deps } from '../deps.ts';
import { findAttachment, type StoredAttachment } from './find-attachment.ts';

export type Viewer = { by: UserId; minPosition: string | undefined; requestId: string };

/**
 * The one guarded way to an image (R34, R42): its uploader sees it, and whoever the read model says may see where it
 * is shown, asked anew each time. To everyone else it does not exist.
 */
export async function visibleAttachment(
  { bus, db }: Pick<Deps, 'bus' | 'db'>,
  id: Id,
  { by, minPosition, requestId }: Viewer,
): Promise<StoredAttachment | Refusal> {
  const attachment = await findAttachment(db, id);
  if (!attachment) return notFound();
  if (attachment.owner === by) return attachment;
  const asked = { by, attachmentId: id, ...(minPosition === undefined ? {} : { minPosition }) };
  const answer = await call(bus, attachmentVisible, asked, { requestId });
  if (isRefusal(answer)) return answer;
  return answer.value.visible ? attachment : notFound();
}
