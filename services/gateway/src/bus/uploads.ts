import { type Attachment, type Id, notFound, type Refusal, type UserId } from '@messenger/proto';

/**
 * The uploads of a user with these ids, in their order; `not_found` if any is not there, or not that user's. There is
 * nowhere to upload to, so nobody has any.
 */
export async function uploadsOf(_by: UserId, ids: readonly Id[]): Promise<Attachment[] | Refusal> {
  return ids.length === 0 ? [] : notFound();
}
