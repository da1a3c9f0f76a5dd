import type { Static, TObject, TString } from '@sinclair/typebox';
import { loadConfig } from './config.ts';
import { createLogger, type Logger } from './logger.ts';
import { collectProcessMetrics } from './metrics.ts';
import { startTracing } from './tracing/start-tracing.ts';

/** What every service has before anything else. Dispose last: what was traced and not yet sent goes then. */
export type Service<Config> = AsyncDisposable & { config: Config; log: Logger };

/**
 * Begins a service: its configuration, its log, the metrics of its process, and traces where a collector is named.
 * @throws ConfigError
 */
export async function beginService<T extends TObject>(
  name: string,
  schema: T & { properties: { LOG_LEVEL: TString } },
  env: Record<string, string | undefined>,
): Promise<Service<Static<T>>> {
  const config = loadConfig(schema, env);
  const log = createLogger(name, (config as { LOG_LEVEL: string }).LOG_LEVEL);
  collectProcessMetrics();
  const tracing = await startTracing(name, env, log);
  return { config, log, [Symbol.asyncDispose]: () => tracing[Symbol.asyncDispose]() };
}
