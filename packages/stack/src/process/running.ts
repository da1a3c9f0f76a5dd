import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProcesses, type Mortal } from './end-processes.ts';
import { lockDirectory } from './lock.ts';

/**
 * The processes that run on a data directory, kept in `<dir>/running.json`: what was left behind when everything that
 * could have cleaned up was killed too is found and ended by the next start.
 */
export interface RunningFile {
  add(mortal: Mortal): void;
  remove(pid: number): void;
  /** Ends what an earlier owner of the directory left behind. */
  endLeftovers(): Promise<void>;
}

/** Opens the list of a data directory, which is created if it is missing. */
export function runningFile(dir: string): RunningFile {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, 'running.json');
  let mortals: Mortal[] = [];
  const save = () => {
    writeFileSync(`${path}.tmp`, JSON.stringify(mortals));
    renameSync(`${path}.tmp`, path);
  };
  // What runs goes on running on a disk that is full: with the reaper, who ends it is written down twice.
  const saveIfPossible = () => {
    try {
      save();
    } catch {
      // The next change writes all of it.
    }
  };
  return {
    add(mortal) {
      mortals.push(mortal);
      saveIfPossible();
    },
    remove(pid) {
      mortals = mortals.filter((m) => m.pid !== pid);
      saveIfPossible();
    },
    async endLeftovers() {
      await endProcesses(read(path), 5_000);
      save();
    },
  };
}

/**
 * Ends what a killed owner of a data directory left behind, so that its ports are free again.
 * @throws DirectoryInUse if the owner lives
 */
export async function endLeftovers(dir: string): Promise<void> {
  using _ = lockDirectory(dir);
  await runningFile(dir).endLeftovers();
}

function read(path: string): Mortal[] {
  try {
    const list: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
