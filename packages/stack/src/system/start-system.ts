import { join } from 'node:path';
import type { Log } from '../log.ts';
import { freePort, LOOPBACK } from '../process/free-port.ts';
import { type Stack, startStack } from '../start-stack.ts';
import { buildWeb } from './build-web.ts';
import { type ServiceDefinition, serviceDefinitions } from './definitions.ts';
import { prepareStorage, readyWithin } from './prepare.ts';
import { ownPrograms, type Programs, repositoryRoot } from './programs.ts';
import { type ServersSeen, type Services, startServices } from './start-services.ts';

/** Addresses that a person reaches as localhost. */
const everyday = new Set([LOOPBACK, '0.0.0.0', '::', '::1']);

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
  /** As in `startStack`; how many copies of the log they hold, REPLICAS says. */
  natsNodes?: number;
  /** What services are told of where the servers are; a test puts something in between. */
  between?: (stack: Stack) => Promise<ServersSeen>;
  definitions?: readonly ServiceDefinition[];
  /** What is run; the repository's own unless said otherwise. */
  programs?: Programs;
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
  const {
    log,
    dataDir,
    host = LOOPBACK,
    env = process.env,
    durable = true,
    natsNodes = 1,
    programs = ownPrograms,
  } = options;
  const ports = options.ports ?? [await freePort()];

  await using held = new AsyncDisposableStack();
  const building = webDistOf(programs, options);
  // A failure of the build is met below; until then it must not count as unhandled.
  building.catch(() => {});
  const stack = held.use(await startStack({ dataDir, log, env, durable, natsNodes, restart: true }));
  await prepareStorage(programs, stack, env, log, options.signal);
  const services = held.use(
    await startServices({
      definitions: options.definitions ?? serviceDefinitions(programs.root),
      run: programs.run,
      stack: options.between ? await options.between(stack) : stack,
      host,
      ports,
      webDist: await building,
      instances: options.instances ?? {},
      env,
      log,
      running: stack.running,
      readyWithinMs: options.readyWithinMs ?? readyWithin(env),
      signal: options.signal,
    }),
  );
  const urls = ports.map((port) => `http://${everyday.has(host) ? 'localhost' : host}:${port}`);
  const owned = held.move();
  return { url: urls[0]!, urls, stack, services, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The web client, built where it is not; an image has one that was built with it. */
const webDistOf = async (programs: Programs, { env = process.env, log, signal }: SystemOptions): Promise<string> =>
  programs.root === repositoryRoot ? await buildWeb(repositoryRoot, env, log, signal) : join(programs.root, 'web/dist');
