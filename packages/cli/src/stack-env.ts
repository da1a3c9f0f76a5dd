import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/**
 * The environment, with what `stack.env` in the data directory says where nothing is said of NATS, of Postgres, or of the
 * store of images: each is taken whole, so that a password never goes to a server it is not for.
 */
export function withStack(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const there = readStackEnv(join(resolve(root, env.DATA_DIR || '.data'), 'stack.env'));
  const { NATS_URL, NATS_USER, NATS_PASSWORD, DATABASE_URL } = there;
  const images = Object.entries(there).filter(([name]) => /^(MEDIA_DIR|S3_)/.test(name));
  return {
    ...env,
    ...(env.NATS_URL || !NATS_URL ? {} : { NATS_URL, NATS_USER, NATS_PASSWORD }),
    ...(env.DATABASE_URL || !DATABASE_URL ? {} : { DATABASE_URL }),
    ...(env.MEDIA_DIR || env.S3_ENDPOINT ? {} : Object.fromEntries(images)),
  };
}

function readStackEnv(path: string): Record<string, string | undefined> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return {};
  }
  return Object.fromEntries([...text.matchAll(/^([A-Z0-9_]+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
}
