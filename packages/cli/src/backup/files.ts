import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Trouble } from '../trouble.ts';
import type { StoredFile } from './format.ts';

/** Disposing closes a file that was not finished. */
export type NewFile = AsyncDisposable & {
  write(chunk: string | Uint8Array): Promise<void>;
  /** On the disk when this resolves. */
  end(): Promise<StoredFile>;
};

/** What is written at once: lines are short, and each write is a call to the system. */
const chunkBytes = 256 * 1024;

/** Makes a file that only its owner may read, and its checksum on the way. @throws when it is there already */
export async function createFile(dir: string, path: string): Promise<NewFile> {
  const full = join(dir, path);
  await mkdir(dirname(full), { recursive: true, mode: 0o700 });
  const handle = await open(full, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  let waiting: Uint8Array[] = [];
  let size = 0;
  let isOpen = true;
  const flush = async () => {
    const chunk = Buffer.concat(waiting);
    waiting = [];
    size = 0;
    await handle.writeFile(chunk);
  };
  return {
    async write(given) {
      const chunk = typeof given === 'string' ? Buffer.from(given) : given;
      hash.update(chunk);
      bytes += chunk.length;
      size += chunk.length;
      waiting.push(chunk);
      if (size >= chunkBytes) await flush();
    },
    async end() {
      await flush();
      await handle.sync();
      await handle.close();
      isOpen = false;
      return { path, bytes, sha256: hash.digest('hex') };
    },
    async [Symbol.asyncDispose]() {
      if (isOpen) await handle.close();
    },
  };
}

/** Reads a file through. @throws Trouble unless it is as it was written */
export async function requireIntact(dir: string, { path, bytes, sha256 }: StoredFile): Promise<void> {
  const hash: Hash = createHash('sha256');
  let found = 0;
  try {
    for await (const chunk of createReadStream(join(dir, path))) {
      hash.update(chunk as Buffer);
      found += (chunk as Buffer).length;
    }
  } catch (error) {
    throw new Trouble(`The backup is not whole: ${path} cannot be read (${(error as Error).message}).`);
  }
  if (found !== bytes || hash.digest('hex') !== sha256) {
    throw new Trouble(`The backup is damaged: ${path} is not what was written.`);
  }
}
