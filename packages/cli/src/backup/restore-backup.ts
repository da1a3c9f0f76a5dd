import { join } from 'node:path';
import { directoryStream } from '@messenger/proto';
import { checkArchive, type Restored, restoreArchive } from '../archive/restore-archive.ts';
import { type Cut, trimTo } from '../archive/trim.ts';
import { every } from '../progress.ts';
import { Trouble } from '../trouble.ts';
import { checkBackup } from './check-backup.ts';
import { files, type Manifest } from './format.ts';
import { loadImages } from './load-images.ts';
import { loadTables, requireEmptyTables } from './load-tables.ts';
import type { Sources } from './take-backup.ts';

export type RestoreOptions = {
  /** As of earlier positions than the backup's ends. */
  until: Cut;
  withSessions: boolean;
  /** Only says whether it could be done. */
  check: boolean;
  say: (text: string) => void;
};
export type RestoredBackup = { manifest: Manifest; log: Restored; variants: number };

/**
 * Brings a backup into an empty system; everything of it is read and checked before anything is written. The tables come
 * last and all at once: until then the same restore, begun again, goes on where it was.
 * @throws Trouble with what is wrong with the backup or with the system
 */
export async function restoreBackup(
  { store, database, storage }: Sources,
  dir: string,
  { until, withSessions, check, say }: RestoreOptions,
): Promise<RestoredBackup | { manifest: Manifest }> {
  const manifest = await checkBackup(dir);
  requireWithin(until, manifest);
  const archive = join(dir, files.log);
  const trim = trimTo(until);
  await requireEmptyTables(database, manifest);
  await checkArchive(store, archive, trim);
  say(`the backup of ${manifest.at} is whole`);
  if (check) return { manifest };
  const sayEvents = every(50_000, (count) => say(`${count} events`));
  const sayImages = every(1_000, (count) => say(`${count} images`));
  const log = await restoreArchive(store, archive, sayEvents, trim);
  const variants = await loadImages(storage, dir, sayImages);
  const directoryEnd = Math.min(until[directoryStream] ?? Number.POSITIVE_INFINITY, manifest.ends[directoryStream]!);
  await loadTables(database, dir, manifest, { withSessions, directoryEnd });
  return { manifest, log, variants };
}

/** What came after the backup would be missing, unsaid. */
function requireWithin(until: Cut, { at, ends }: Manifest): void {
  for (const [stream, seq] of Object.entries(until)) {
    const end = ends[stream];
    if (end === undefined || seq <= end) continue;
    throw new Trouble(`${stream} ends at ${end} in the backup of ${at}, before ${seq}: take a new one first.`);
  }
}
