import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from './identity.ts';

/** Another process holds the data directory. */
export class DirectoryInUse extends Error {
  override name = 'DirectoryInUse';
  constructor(dir: string, pid: number) {
    super(`${dir} is in use by process ${pid}. Stop that one first, or start with another DATA_DIR.`);
  }
}

/**
 * Claims a data directory for this process until disposed. The claim of a dead process is void.
 * @throws DirectoryInUse
 */
export function lockDirectory(dir: string): Disposable {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, 'lock');
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)));
  try {
    for (;;) {
      if (linked(mine, path)) return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
      const holder = read(path);
      if (holder && isAlive(holder)) throw new DirectoryInUse(dir, holder.pid);
      removeVoid(path, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Takes away a dead process' claim; a claim that somebody else made in the meantime is put back. */
function removeVoid(path: string, holder: ProcessIdentity | undefined): void {
  const aside = `${path}.void.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved && (moved.pid !== holder?.pid || moved.startedAt !== holder.startedAt)) linked(aside, path);
  rmSync(aside, { force: true });
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
