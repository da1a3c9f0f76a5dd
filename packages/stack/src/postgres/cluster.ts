import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Launcher } from './unprivileged.ts';

export const POSTGRES_USER = 'messenger';

/**
 * UTF8, sorted by code point. The character types need a UTF-8 locale of the system too: under C, trigrams of Cyrillic
 * or Chinese text are empty.
 */
export function localeArguments(characterTypes: string): string[] {
  return [
    '--encoding=UTF8',
    '--locale=C',
    `--lc-ctype=${characterTypes}`,
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
}

/** Makes a database cluster. Nothing is left in `dir` if it fails half-way. */
export async function initCluster(
  initdb: string,
  dir: string,
  { password, durable }: { password: string; durable?: boolean },
  launcher: Launcher,
): Promise<void> {
  const building = `${dir}.new`;
  rmSync(building, { recursive: true, force: true });
  const passwordFile = `${dir}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (launcher.owner) await chown(passwordFile, launcher.owner.uid, launcher.owner.gid);
  const [command = '', ...args] = [
    ...launcher.prefix,
    initdb,
    `--pgdata=${building}`,
    `--username=${POSTGRES_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    ...localeArguments(process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'),
    '--no-instructions',
    ...(durable === false ? ['--no-sync'] : []),
  ];
  try {
    await makeReachable(building, launcher);
    await promisify(execFile)(command, args, { timeout: 120_000, cwd: '/', env: { PATH: process.env.PATH } });
    renameSync(building, dir);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    throw new Error(`initdb failed: ${(error as { stderr?: string }).stderr || (error as Error).message}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** initdb takes an empty directory of its own user's, and could not make one inside a directory of root's. */
async function makeReachable(dir: string, launcher: Launcher): Promise<void> {
  await mkdir(dir, { mode: 0o700 });
  if (launcher.owner) await chown(dir, launcher.owner.uid, launcher.owner.gid);
}

/** Gives the cluster to whom it must belong now, in case it was made another way (say, before it came into a container). */
export async function ensureOwner(dir: string, launcher: Launcher): Promise<void> {
  const { owner } = launcher;
  if (!owner || statSync(dir).uid === owner.uid) return;
  const entries = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  for (const entry of ['.', ...entries]) await chown(join(dir, entry), owner.uid, owner.gid);
}

/**
 * Postgres refuses to start while the pid in a lock file left by a killed predecessor belongs to any process, be it a
 * stranger or a zombie. Our own pid there counts as none, and keeps the check that matters: that no backend still uses
 * the shared memory named in the file.
 */
export function releaseStaleLock(dir: string): void {
  const path = join(dir, 'postmaster.pid');
  if (!existsSync(path)) return;
  const [, ...rest] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [String(process.pid), ...rest].join('\n'));
}
