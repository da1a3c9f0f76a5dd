import { mkdir, readdir } from 'node:fs/promises';
import type { EventStore } from '@messenger/event-store';
import type { Storage } from '@messenger/image-store';
import type pg from 'pg';
import { writeArchive } from '../archive/write-archive.ts';
import type { Context } from '../context.ts';
import { every } from '../progress.ts';
import { Trouble } from '../trouble.ts';
import { createFile } from './files.ts';
import { backupVersion, files, type Manifest } from './format.ts';
import { writeManifest } from './manifest.ts';
import { saveImages } from './save-images.ts';
import { saveTables } from './save-tables.ts';

/** Everything that a backup is of. */
export type Sources = { store: EventStore; database: pg.Client; storage: Storage };

/** @throws Trouble with the first that cannot be reached */
export const openSources = async (context: Context): Promise<Sources> => ({
  store: await context.events(),
  database: await context.database(),
  storage: await context.images(),
});

/**
 * Saves everything that nothing makes again, while all goes on. An account is in Postgres and an image in its store before
 * the log speaks of it: so the log is read first, and for whatever it says the rest is there.
 * @throws Trouble when the folder holds anything, or when what is to be saved is damaged
 */
export async function takeBackup(
  { store, database, storage }: Sources,
  dir: string,
  say: (text: string) => void,
): Promise<Manifest> {
  await makeEmpty(dir);
  await using log = await createFile(dir, files.log);
  const { ends, events } = await writeArchive(store, null, (text) => log.write(text));
  const logFile = await log.end();
  say(`log: ${Object.values(events).reduce((sum, count) => sum + count, 0)} events`);
  const tables = await saveTables(database, dir);
  say(`tables: ${tables.tables.map(({ name, rows }) => `${rows} of ${name}`).join(', ')}`);
  const sayImages = every(1_000, (count) => say(`images: ${count}`));
  const images = await saveImages({ storage, database }, dir, sayImages);
  const manifest: Manifest = {
    messenger: 'backup',
    v: backupVersion,
    at: new Date().toISOString(),
    ...store.shape,
    ends,
    migrations: tables.migrations,
    tables: tables.tables,
    images: images.images,
    files: [logFile, ...tables.files, ...images.files],
  };
  await writeManifest(dir, manifest);
  return manifest;
}

async function makeEmpty(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if ((await readdir(dir)).length > 0) throw new Trouble(`${dir} is not empty: a backup gets a folder of its own.`);
}
