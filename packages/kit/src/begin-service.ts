import type { Static, TObject } from '@sinclair/typebox';
import { loadConfig } from './config.ts';
import { type Checks, serveHealth } from './health.ts';
import { createLogger, type Logger } from './logger.ts';
import { collectProcessMetrics, gauge } from './metrics.ts';
import type { ServiceConfig, serviceConfig } from './service-config.ts';
import { untilSignal } from './signals.ts';
import { startTracing } from './tracing/start-tracing.ts';

/** What every service has before anything else. Dispose last: what was traced and not yet sent goes then. */
export type Service<Config> = AsyncDisposable & {
  config: Config;
  log: Logger;
  /** How it logs in to NATS. */
  nats: { url: string; user: string; password: string; name: string };
  /** Where /health, /ready and /metrics are, from the beginning. */
  healthPort: number;
  /** Its servers are there, and it works: from now on /ready asks these, and a signal is only told of. */
  serves(checks: Checks): void;
  /** The first signal to end, or that the parent is gone. Until it serves, nobody relies on it, and it ends then and there. */
  stopped: Promise<string>;
};

const serving = gauge('service_serving', '1 once a service has found its servers, and works');

/**
 * Begins a service: its configuration, its log, its health, the metrics of its process, and traces where a collector is
 * named.
 * @throws ConfigError
 */
export async function beginService<T extends TObject>(
  name: string,
  schema: T & Pick<ReturnType<typeof serviceConfig>, 'properties'>,
  env: Record<string, string | undefined>,
): Promise<Service<Static<T>>> {
  const config = loadConfig(schema, env);
  const {
    HOST,
    HEALTH_PORT,
    LOG_LEVEL,
    NATS_URL: url,
    NATS_USER: user,
    NATS_PASSWORD: password,
  } = config as ServiceConfig;
  const log = createLogger(name, LOG_LEVEL);
  collectProcessMetrics();
  const tracing = await startTracing(name, env, log);
  let checks: Checks | undefined;
  const stopped = untilSignal('SIGINT', 'SIGTERM');
  const health = await serveHealth(HEALTH_PORT, () => checks, { host: HOST });
  void stopped.then(() => {
    // What waits for servers cannot be told, and the first process of a container ends at no signal by itself.
    if (!checks) process.exit();
    checks = undefined;
  });
  const nats = { url, user, password, name };
  return {
    config,
    log,
    nats,
    healthPort: health.port,
    serves(all) {
      checks = all;
      serving.set(1);
    },
    stopped,
    async [Symbol.asyncDispose]() {
      await tracing[Symbol.asyncDispose]();
      await health[Symbol.asyncDispose]();
    },
  };
}
