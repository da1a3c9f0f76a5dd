import type { Log } from '../log.ts';
import { aptInstall, aptPrefix } from './apt.ts';
import { findOnPath } from './find-on-path.ts';
import { howToInstall, type ServerProgram } from './how-to-install.ts';

/** A program is missing and cannot be had by ourselves; the message says what to do. */
export class ProgramMissing extends Error {
  override name = 'ProgramMissing';
}

/**
 * The path of a server program. On Debian and Ubuntu it is installed if that needs no password.
 * @throws ProgramMissing
 */
export async function findServer(program: ServerProgram, log: Log): Promise<string> {
  const found = findOnPath(program);
  if (found) return found;
  const prefix = aptPrefix();
  if (prefix) {
    try {
      aptInstall([program], prefix, (line) => log('stack', line));
    } catch (error) {
      throw new ProgramMissing(`apt could not install ${program}: ${(error as Error).message}`);
    }
    const installed = findOnPath(program);
    if (installed) return installed;
  }
  throw new ProgramMissing(howToInstall(program));
}
