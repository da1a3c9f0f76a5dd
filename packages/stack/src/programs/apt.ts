import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findOnPath } from './find-on-path.ts';

/** The words before `apt-get` that make it work here, or undefined where this is no Debian or nothing may be installed. */
export function aptPrefix(): string[] | undefined {
  if (!existsSync('/etc/debian_version') || !findOnPath('apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  const sudo = findOnPath('sudo');
  return sudo && succeeds(sudo, ['-n', 'true']) ? [sudo, '-n'] : undefined;
}

/**
 * Installs Debian packages after saying so. Services that a package would start are of no use to us: they are not
 * started, where the system lets us say that.
 * @throws if apt fails
 */
export function aptInstall(packages: readonly string[], prefix: readonly string[], say: (line: string) => void): void {
  say(`installing ${packages.join(', ')} with apt (asked for by 1000-messenger) …`);
  const run = (...args: string[]) => {
    const [command = 'env', ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1', ...args];
    execFileSync(command, rest, { stdio: 'pipe', timeout: 600_000 });
  };
  const install = ['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...packages];
  try {
    run(...install);
  } catch {
    // The lists of what exists may be missing or out of date.
    run('apt-get', 'update', '-q');
    run(...install);
  }
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}
