import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian and Homebrew put servers, and an ordinary user's PATH may lack. */
const MORE = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/opt/homebrew/bin', '/usr/local/bin'];

/** The first executable of this name on PATH or in the usual places for servers. */
export function findOnPath(program: string): string | undefined {
  const dirs = [...(process.env.PATH ?? '').split(delimiter), ...MORE].filter((dir) => dir !== '');
  return dirs.map((dir) => join(dir, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
