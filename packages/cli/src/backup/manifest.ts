import { createHash } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '@messenger/kit';
import { flawsOf } from '@messenger/proto';
import { Trouble } from '../trouble.ts';
import { createFile } from './files.ts';
import { backupVersion, files, type Manifest, SealedManifest } from './format.ts';

const seal = (manifest: Manifest): string => createHash('sha256').update(JSON.stringify(manifest)).digest('hex');

/** Written last, and moved into its place: a folder without it is no backup. */
export async function writeManifest(dir: string, manifest: Manifest): Promise<void> {
  const unfinished = `${files.manifest}.part`;
  await using file = await createFile(dir, unfinished);
  await file.write(`${JSON.stringify({ ...manifest, sha256: seal(manifest) }, undefined, 2)}\n`);
  await file.end();
  await rename(join(dir, unfinished), join(dir, files.manifest));
}

/** What the backup in a folder holds. @throws Trouble when there is none, or when it was changed */
export async function readManifest(dir: string): Promise<Manifest> {
  const text = await readFile(join(dir, files.manifest), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Trouble(`${dir} is no finished backup: ${files.manifest} cannot be read (${error.code}).`);
  });
  const sealed = parseJson(text);
  if (sealed === undefined) throw new Trouble(`The backup is damaged: ${files.manifest} is no JSON.`);
  const version = (sealed as { v?: unknown } | null)?.v;
  if (typeof version === 'number' && version > backupVersion) {
    throw new Trouble(`The backup has format ${version}; this release reads ${backupVersion}.`);
  }
  const [flaw] = flawsOf(SealedManifest, sealed, 1);
  if (flaw) throw new Trouble(`${files.manifest} is none of messenger backup: ${flaw.field} ${flaw.message}.`);
  const { sha256, ...manifest } = sealed as Manifest & { sha256: string };
  if (seal(manifest) !== sha256) throw new Trouble(`The backup is damaged: ${files.manifest} was changed.`);
  return manifest;
}
