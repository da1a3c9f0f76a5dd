import { access, constants, mkdir, open, opendir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type ByteRange, ObjectMissing, type Storage } from './storage.ts';

/** What is being written, or was when its writer died. */
const unfinished = '.part';

/** Objects as files. A file is written beside its place, synced, and moved there, so that it is whole or not there. */
export async function openFolder(path: string): Promise<Storage> {
  const root = resolve(path);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const fileOf = (key: string) => join(root, ...key.split('/'));
  return {
    async put(key, bytes) {
      const file = fileOf(key);
      await makeFolder(dirname(file), root);
      const part = file + unfinished;
      const handle = await open(part, 'w', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(part, file);
      await syncFolder(dirname(file));
    },
    async read(key: string, range?: ByteRange) {
      const handle = await open(fileOf(key), 'r').catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? new ObjectMissing(key) : error;
      });
      return handle.createReadStream(range);
    },
    async remove(keys) {
      for (const key of keys) {
        const file = fileOf(key);
        await Promise.all([rm(file, { force: true }), rm(file + unfinished, { force: true })]);
      }
      // The folder of an id goes with its last file; the one above stays, for the next.
      for (const folder of new Set(keys.map((key) => dirname(fileOf(key))))) await rmdir(folder).catch(() => {});
    },
    async *list() {
      for await (const entry of await opendir(root, { recursive: true })) {
        if (entry.isFile()) yield relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
      }
    },
    ready: () =>
      access(root, constants.W_OK).then(
        () => true,
        () => false,
      ),
  };
}

/** A new folder is durable once the one that it is in was synced. */
async function makeFolder(folder: string, root: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length && made !== root; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
