import type { Static, TObject } from '@sinclair/typebox';
import { loadConfig } from './config.ts';
import { createLogger, type Logger } from './logger.ts';
import { collectProcessMetrics } from './metrics.ts';
import type { ServiceConfig, serviceConfig } from './service-config.ts';
import { startTracing } from './tracing/start-tracing.ts';

/** What every service has before anything else. Dispose last: what was traced and not yet sent goes then. */
export type Service<Config> = AsyncDisposable & {
  config: Config;
  log: Logger;
  /** How it logs in to NATS. */
  nats: { url: string; user: string; password: string; name: string };
};

/**
 * Begins a service: its configuration, its log, the metrics of its process, and traces where a collector is named.
 * @throws ConfigError
 */
export async function beginService<T extends TObject>(
  name: string,
  schema: T & Pick<ReturnType<typeof serviceConfig>, 'properties'>,
  env: Record<string, string | undefined>,
): Promise<Service<Static<T>>> {
  const config = loadConfig(schema, env);
  const { LOG_LEVEL, NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password } = config as ServiceConfig;
  const log = createLogger(name, LOG_LEVEL);
  collectProcessMetrics();
  const tracing = await startTracing(name, env, log);
  const nats = { url, user, password, name };
  return { config, log, nats, [Symbol.asyncDispose]: () => tracing[Symbol.asyncDispose]() };
}
