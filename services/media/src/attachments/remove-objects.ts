import { keysOf } from '@messenger/image-store';
import type { Id } from '@messenger/proto';
import type { Deps } from '../deps.ts';

/** Removes objects that no image has, and then the note that they may be there. */
export async function removeObjects({ db, storage }: Pick<Deps, 'db' | 'storage'>, objectIds: readonly Id[]) {
  for (const objectId of objectIds) {
    await storage.remove(keysOf(objectId));
    await db.deleteFrom('media.leftovers').where('object_id', '=', objectId).execute();
  }
}
