import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The generated passwords of one data directory. */
export interface Secrets {
  postgres: string;
  redis: string;
  /** What gateways prove themselves with at the private door of media. */
  media: string;
  /** By user name. */
  nats: Record<string, string>;
}

/** Reads `<dir>/secrets.json` (readable by its owner alone); what is missing in it is generated and written down first. */
export function loadSecrets(dir: string, natsUsers: readonly string[]): Secrets {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, 'secrets.json');
  const known = read(path);
  const secrets: Secrets = {
    postgres: known.postgres ?? generate(),
    redis: known.redis ?? generate(),
    media: known.media ?? generate(),
    nats: Object.fromEntries(natsUsers.map((user) => [user, known.nats?.[user] ?? generate()])),
  };
  if (JSON.stringify(known) !== JSON.stringify(secrets)) {
    writeFileSync(`${path}.tmp`, `${JSON.stringify(secrets)}\n`, { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  }
  return secrets;
}

/** Starts with a letter: the NATS configuration reads a bare digit as a number. */
function generate(): string {
  return `k${randomBytes(24).toString('hex')}`;
}

function read(path: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<Secrets>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${path} cannot be read: ${(error as Error).message}`);
  }
}
