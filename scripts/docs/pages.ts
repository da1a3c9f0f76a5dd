import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A file of the repository. */
export type Page = { path: string; text: string };

/** Files that git has or would take, by how their names end. */
export function filesOf(...endings: string[]): Page[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...endings.map((end) => `*${end}`)], {
    cwd: root,
    encoding: 'utf8',
  });
  const paths = listed.split('\n').filter(Boolean);
  return paths.flatMap((path) => {
    try {
      return [{ path, text: readFileSync(join(root, path), 'utf8') }];
    } catch {
      return []; // removed, and not committed yet
    }
  });
}
