import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { etagOf, keyOf, ObjectMissing, type Storage } from '@messenger/image-store';
import { inParallel } from '@messenger/kit';
import { type Id, variants } from '@messenger/proto';
import type pg from 'pg';
import { readLines } from '../archive/read-lines.ts';
import { Trouble } from '../trouble.ts';
import { createFile } from './files.ts';
import { files, imageFile, type Manifest, type StoredFile, tableFile } from './format.ts';
import { inBatches } from './in-batches.ts';
import { images } from './tables.ts';

/** An image as its row says it. */
type Row = { object_id: Id; variants: Record<string, { bytes: number; etag: string }> };

const atATime = 4;
const batch = 64;

/**
 * Copies the images of a saved table, each compared with its row. One that the clean-up removed since is counted as gone;
 * one that is missing though its row is there, or that holds other bytes, ends it.
 */
export async function saveImages(
  { storage, database }: { storage: Storage; database: pg.Client },
  dir: string,
  progress: (objects: number) => void,
): Promise<Pick<Manifest, 'images' | 'files'>> {
  await using list = await createFile(dir, files.images);
  const counts = { objects: 0, gone: 0 };
  for await (const lines of inBatches(readLines(join(dir, tableFile(images[0]))), batch)) {
    const rows = lines.map(({ text }) => JSON.parse(text) as Row);
    const saved = await inParallel(atATime, rows.length, (n) => saveImage(storage, dir, rows[n]!));
    for (const [n, found] of saved.entries()) {
      if (found) {
        for (const file of found) await list.write(`${JSON.stringify(file)}\n`);
        progress(++counts.objects);
      } else {
        await requireGone(database, rows[n]!);
        counts.gone++;
      }
    }
  }
  return { images: counts, files: [await list.end()] };
}

/** @returns undefined when the store lacks any of it */
async function saveImage(storage: Storage, dir: string, row: Row): Promise<StoredFile[] | undefined> {
  const found: [key: string, bytes: Buffer][] = [];
  for (const variant of variants) {
    const key = keyOf(row.object_id, variant);
    try {
      found.push([key, await buffer(await storage.read(key))]);
    } catch (error) {
      if (error instanceof ObjectMissing) return undefined;
      throw new Trouble(`Image ${key} cannot be read: ${(error as Error).message}`);
    }
    const etag = etagOf(found.at(-1)![1]);
    if (etag !== row.variants[variant]?.etag) throw new Trouble(`Image ${key} is damaged in the store.`);
  }
  const saved: StoredFile[] = [];
  for (const [key, bytes] of found) {
    await using file = await createFile(dir, imageFile(key));
    await file.write(bytes);
    saved.push(await file.end());
  }
  return saved;
}

async function requireGone(database: pg.Client, { object_id: objectId }: Row): Promise<void> {
  const { rowCount } = await database.query(`select from ${images[0]} where object_id = $1`, [objectId]);
  if (rowCount !== 0) throw new Trouble(`Image ${objectId} is on record, and not in the store.`);
}
