import { globSync, readdirSync } from 'node:fs';
import { join, normalize } from 'node:path/posix';
import { root } from '../pages.ts';
import type { Site } from './rule.ts';

const topFolders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^\.|node_modules/.test(entry.name))
  .map(({ name }) => name);

/** Whether a word names something of the repository: from its root, or `src/…` and the like from a page's own folder. */
export const isRepositoryPath = (word: string): boolean =>
  [...topFolders, 'src', 'test', 'bench'].some((folder) => word.startsWith(`${folder}/`)) && !/[\s:{}]/.test(word);

/** The path if nothing is there, neither from the root nor from the page's folder; `‹name›` stands for anything. */
export function missing(path: string, { folder }: Site): string | undefined {
  const pattern = path.replaceAll(/‹[^›]+›/g, '*').replace(/\/$/, '');
  const there = [pattern, normalize(join(folder, pattern))].some((each) => globSync(each, { cwd: root }).length > 0);
  return there ? undefined : `${path} is not there`;
}
