import { join } from 'node:path';
import type { Command } from '../process/background.ts';

/** Where this repository lies. */
export const repositoryRoot = join(import.meta.dirname, '../../../..');

/** The services, their migrations and the operator's command, and how Node runs one of them. */
export interface Programs {
  /** Absolute path of the folder they lie in, as they see it. */
  root: string;
  run: RunNode;
}
export type RunNode = (args: readonly string[]) => Command;

/** The repository's own, run by the Node that runs us. */
export const ownPrograms: Programs = {
  root: repositoryRoot,
  run: (args) => ({ command: process.execPath, args }),
};

/**
 * Those of the image whose tree is mounted at a path, run by its own Node, as the user that the image names: they see
 * nothing outside of it, but the network. Needs root.
 */
export const imagePrograms = (tree: string): Programs => ({
  root: '/app',
  run: (args) => ({ command: 'chroot', args: ['--userspec=1000:1000', tree, '/usr/local/bin/node', ...args] }),
});
