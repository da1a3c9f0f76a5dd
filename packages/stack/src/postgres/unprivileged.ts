import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** How to start a program so that it does not take itself for root. */
export interface Launcher {
  /** Comes before the program and its arguments. */
  prefix: readonly string[];
  /** Who must own the files that it insists on owning, as we see it. */
  owner: { uid: number; gid: number } | undefined;
}

const NOBODY = 65_534;

/** In order of preference; the first that works here is taken. */
const launchers: readonly Launcher[] = [
  // In a user namespace of its own it is nobody to itself and root to the file system: nothing has to change hands.
  { prefix: ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'], owner: { uid: 0, gid: 0 } },
  // Where namespaces are forbidden (most containers): nobody, who still may walk through directories of root's.
  {
    prefix: [
      'setpriv',
      `--reuid=${NOBODY}`,
      `--regid=${NOBODY}`,
      '--clear-groups',
      // Without this, access(2) would still answer as if nobody were only nobody.
      '--securebits=+no_setuid_fixup',
      '--inh-caps=+dac_read_search',
      '--ambient-caps=+dac_read_search',
      '--',
    ],
    owner: { uid: NOBODY, gid: NOBODY },
  },
  {
    prefix: ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'],
    owner: { uid: NOBODY, gid: NOBODY },
  },
];

/**
 * Postgres refuses to run as root. As root this finds a way to run it as somebody else that can reach both the program
 * and the data, wherever they lie; as an ordinary user there is nothing to do.
 * @param program absolute path of the program to run
 * @param dir an existing directory that the program must be able to reach
 */
export async function unprivileged(program: string, dir: string): Promise<Launcher> {
  if (process.getuid?.() !== 0) return { prefix: [], owner: undefined };
  for (const launcher of launchers) {
    if (await works(launcher, program, dir)) return launcher;
  }
  throw new Error(
    'Postgres does not run as root, and no way was found to run it as somebody else here (unshare, setpriv). ' +
      'Start as an ordinary user, or set DATABASE_URL to a Postgres that runs already.',
  );
}

async function works(launcher: Launcher, program: string, dir: string): Promise<boolean> {
  const check = 'test "$(id -u)" != 0 && cd "$1" && exec "$0" --version';
  const [command = '', ...args] = [...launcher.prefix, 'sh', '-c', check, program, dir];
  try {
    await promisify(execFile)(command, args, { timeout: 10_000, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}
