import { etagOf, keyOf } from '@messenger/image-store';
import { newId } from '@messenger/kit';
import { type Id, type Variant, variants } from '@messenger/proto';
import { sql } from 'kysely';
import type { StoredVariant } from '../database/tables.ts';
import type { Deps } from '../deps.ts';
import type { Rendered } from '../images/render.ts';
import { stage, stored } from '../metrics.ts';
import type { Upload } from '../uploads/take-upload.ts';
import { findAttachment, type StoredAttachment } from './find-attachment.ts';
import { removeObjects } from './remove-objects.ts';

/** An upload that took longer than this to store is not finished any more: its objects are being removed. */
const storeWithinSeconds = 120;

/** Another took our place while this one was being stored. */
class Overtaken extends Error {
  override name = 'Overtaken';
}

/**
 * Puts an image into the store and then on record. The objects are announced as leftovers before the first of them is
 * written and taken off that list by the transaction that records the image: whatever dies in between, what is not on
 * record is removed. Of two tries to upload the same, one is kept, and both have it.
 */
export async function keepImage(deps: Deps, upload: Upload, image: Rendered): Promise<StoredAttachment> {
  const { db, storage, log } = deps;
  const objectId = newId();
  const measured = stage.startTimer({ stage: 'store' });
  await db
    .insertInto('media.leftovers')
    .values({ object_id: objectId, due_at: sql`now() + make_interval(secs => ${storeWithinSeconds})` })
    .execute();
  try {
    await Promise.all(variants.map((variant) => storage.put(keyOf(objectId, variant), image.variants[variant])));
    await record(deps, upload, objectId, image);
  } catch (error) {
    const kept = error instanceof Overtaken ? await findAttachment(db, upload.id) : undefined;
    // What cannot be removed now is removed when it is due.
    await removeObjects(deps, [objectId]).catch((err) => log.warn({ err, objectId }, 'left behind for now'));
    if (!kept) throw error;
    return kept;
  }
  measured();
  for (const variant of variants) stored.inc({ variant }, image.variants[variant].length);
  const kept = await findAttachment(db, upload.id);
  if (!kept) throw new Error('an image that was recorded is gone');
  return kept;
}

async function record({ db }: Deps, { id, by, purpose }: Upload, objectId: Id, image: Rendered): Promise<void> {
  const { width, height, animated, placeholder } = image;
  const described = Object.fromEntries(variants.map((variant) => [variant, describe(image.variants[variant])]));
  await db.transaction().execute(async (tx) => {
    const { numInsertedOrUpdatedRows: inserted } = await tx
      .insertInto('media.attachments')
      .values({
        id,
        object_id: objectId,
        owner: by,
        purpose,
        bytes: image.variants.original.length,
        width,
        height,
        animated,
        placeholder,
        variants: JSON.stringify(described as Record<Variant, StoredVariant>),
        claimed_for: null,
        claimed_at: null,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirstOrThrow();
    const { numDeletedRows: settled } = await tx
      .deleteFrom('media.leftovers')
      .where('object_id', '=', objectId)
      .where('due_at', '>', sql<Date>`now()`)
      .executeTakeFirstOrThrow();
    if (inserted !== 1n || settled !== 1n) throw new Overtaken(objectId);
  });
}

const describe = (bytes: Buffer): StoredVariant => ({ bytes: bytes.length, etag: etagOf(bytes) });
