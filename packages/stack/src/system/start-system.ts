import { join } from 'node:path';
import type { Log } from '../log.ts';
import { freePort, LOOPBACK } from '../process/free-port.ts';
import { type Stack, startStack } from '../start-stack.ts';
import { buildWeb } from './build-web.ts';
import { type ServiceDefinition, serviceDefinitions } from './definitions.ts';
import { prepareStorage } from './prepare.ts';
import { type Services, startServices } from './start-services.ts';

/** Addresses that a person reaches as localhost. */
const everyday = new Set([LOOPBACK, '0.0.0.0', '::', '::1']);

/** Where this repository lies. */
export const repositoryRoot = join(import.meta.dirname, '../../../..');

export interface SystemOptions {
  /** Absolute path. */
  dataDir: string;
  log: Log;
  /** The public ports, one per gateway; one free port unless said otherwise. */
  ports?: readonly number[];
  host?: string;
  /** How many of each service run, by name, where it is not one. As many gateways run as there are ports. */
  instances?: Readonly<Record<string, number>>;
  /** What services inherit; the process' own unless said otherwise. */
  env?: NodeJS.ProcessEnv;
  durable?: boolean;
  definitions?: readonly ServiceDefinition[];
  readyWithinMs?: number;
  /** Gives up the start and stops what runs. */
  signal?: AbortSignal;
}

export interface System extends AsyncDisposable {
  /** Of the first gateway. */
  readonly url: string;
  readonly urls: readonly string[];
  readonly stack: Stack;
  readonly services: Services;
}

/**
 * Brings up everything: servers, streams and tables, the web client, the services. Disposing stops the services, the
 * public ones first, and then the servers.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { log, dataDir, host = LOOPBACK, env = process.env } = options;
  const ports = options.ports ?? [await freePort()];

  await using held = new AsyncDisposableStack();
  const building = buildWeb(repositoryRoot, env, log, options.signal);
  // A failure of the build is met below; until then it must not count as unhandled.
  building.catch(() => {});
  const stack = held.use(await startStack({ dataDir, log, env, durable: options.durable ?? true, restart: true }));
  await prepareStorage(repositoryRoot, stack, env, log, options.signal);
  const services = held.use(
    await startServices({
      definitions: options.definitions ?? serviceDefinitions(repositoryRoot),
      stack,
      host,
      ports,
      webDist: await building,
      instances: options.instances ?? {},
      env,
      log,
      running: stack.running,
      readyWithinMs: options.readyWithinMs ?? 60_000,
      signal: options.signal,
    }),
  );
  const urls = ports.map((port) => `http://${everyday.has(host) ? 'localhost' : host}:${port}`);
  const owned = held.move();
  return { url: urls[0]!, urls, stack, services, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
