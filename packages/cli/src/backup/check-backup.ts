import { join } from 'node:path';
import { flawsOf } from '@messenger/proto';
import { readLines } from '../archive/read-lines.ts';
import { Trouble } from '../trouble.ts';
import { requireIntact } from './files.ts';
import { files, imageFile, type Manifest, StoredFile } from './format.ts';
import { readManifest } from './manifest.ts';
import { savedTables } from './tables.ts';

/** Reads every byte of a backup. @throws Trouble that names the first file that is missing or is not what was written */
export async function checkBackup(dir: string): Promise<Manifest> {
  const manifest = await readManifest(dir);
  const unknown = manifest.tables.find(({ name }) => !savedTables.includes(name));
  if (unknown) throw new Trouble(`The backup is of a newer release: it has a table ${unknown.name}.`);
  for (const file of manifest.files) await requireIntact(dir, file);
  for await (const image of imagesIn(dir)) await requireIntact(dir, image);
  return manifest;
}

/** The images of a backup whose list was checked. */
export async function* imagesIn(dir: string): AsyncGenerator<StoredFile> {
  for await (const { text, number } of readLines(join(dir, files.images))) {
    const value: unknown = JSON.parse(text);
    const [flaw] = flawsOf(StoredFile, value, 1);
    const { path } = value as StoredFile;
    if (flaw || !path.startsWith(imageFile('')) || path.includes('..')) {
      throw new Trouble(`${files.images}, line ${number}: is no image of a backup.`);
    }
    yield value as StoredFile;
  }
}
