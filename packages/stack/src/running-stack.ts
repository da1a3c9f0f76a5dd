import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { foreignLogin } from './nats/foreign-login.ts';
import { natsUserNames } from './nats/nats.ts';
import { loadSecrets } from './secrets.ts';
import type { ServersSeen } from './system/start-services.ts';

/**
 * The way into the servers that another process runs on this data directory.
 * @param dataDir absolute path
 * @param env with the logins at a NATS that neither of them started, as that process had them
 * @throws where none were started there
 */
export function runningStack(dataDir: string, env: NodeJS.ProcessEnv = process.env): ServersSeen {
  const { DATABASE_URL, MEDIA_DIR, NATS_URL, REDIS_URL } = parseEnv(readFileSync(join(dataDir, 'stack.env'), 'utf8'));
  if (!NATS_URL) throw new Error(`${dataDir} names no NATS server.`);
  const secrets = loadSecrets(dataDir, natsUserNames);
  return {
    databaseUrl: DATABASE_URL,
    redisUrl: REDIS_URL,
    mediaSecret: env.MEDIA_SECRET || secrets.media,
    // With a store of S3 there is none, and nobody asks.
    mediaDir: MEDIA_DIR ?? join(dataDir, 'media'),
    natsFor: (user) =>
      env.NATS_URL ? foreignLogin(NATS_URL, user, env) : { url: NATS_URL, user, password: secrets.nats[user] ?? '' },
  };
}
