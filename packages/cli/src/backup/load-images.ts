import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Storage } from '@messenger/image-store';
import { inParallel } from '@messenger/kit';
import { imagesIn } from './check-backup.ts';
import { imageFile } from './format.ts';
import { inBatches } from './in-batches.ts';

const atATime = 4;
const batch = 64;

/** Puts every image of a checked backup where it was. An object never changes, so one that is there may be put again. */
export async function loadImages(storage: Storage, dir: string, progress: (variants: number) => void): Promise<number> {
  let done = 0;
  for await (const found of inBatches(imagesIn(dir), batch)) {
    await inParallel(atATime, found.length, async (n) => {
      const { path } = found[n]!;
      await storage.put(path.slice(imageFile('').length), await readFile(join(dir, path)));
      progress(++done);
    });
  }
  return done;
}
