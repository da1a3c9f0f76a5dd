import type { Log } from '../log.ts';
import { aptInstall, aptPrefix } from './apt.ts';
import { findOnPath } from './find-on-path.ts';
import { howToInstall, type ServerProgram } from './how-to-install.ts';

/** A program is missing and cannot be had by ourselves; the message says what to do. */
export class ProgramMissing extends Error {
  override name = 'ProgramMissing';
}

/** Where a server comes from: a program on this machine, or its image. */
export type ServerSource = { path: string } | { path?: undefined };

/** Whether everything is to run in containers. */
export const onlyContainers = (): boolean => process.env.STACK === 'docker';

/**
 * Finds a server: on PATH, else as an image if a container engine runs, else, on Debian and Ubuntu, by installing it if
 * that needs no password. With `STACK=docker` only the image counts.
 * @throws ProgramMissing
 */
export async function findServer(program: ServerProgram, log: Log): Promise<ServerSource> {
  if (onlyContainers()) return {};
  const found = findOnPath(program);
  if (found) return { path: found };
  const { hasEngine } = await import('../docker/container.ts');
  if (await hasEngine()) return {};
  const prefix = aptPrefix();
  if (prefix) {
    try {
      aptInstall([program], prefix, (line) => log('stack', line));
    } catch (error) {
      throw new ProgramMissing(`apt could not install ${program}: ${(error as Error).message}`);
    }
    const installed = findOnPath(program);
    if (installed) return { path: installed };
  }
  throw new ProgramMissing(howToInstall(program));
}
