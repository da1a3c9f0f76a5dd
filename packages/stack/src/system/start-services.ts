import type { Log } from '../log.ts';
import { freePort } from '../process/free-port.ts';
import type { RunningFile } from '../process/running.ts';
import type { Stack } from '../start-stack.ts';
import type { ServiceDefinition } from './definitions.ts';
import type { RunNode } from './programs.ts';
import { type Service, startService } from './service.ts';
import { type PublicDoor, serviceEnv } from './service-env.ts';

/** What services need to know of the servers. */
export type ServersSeen = Pick<Stack, 'natsFor' | 'databaseUrl' | 'redisUrl' | 'mediaSecret' | 'mediaDir'>;

export interface ServicesOptions {
  definitions: readonly ServiceDefinition[];
  run?: RunNode;
  stack: ServersSeen;
  host: string;
  /** The public port of each gateway; as many gateways run as there are ports. */
  ports: readonly number[];
  webDist: string;
  /** How many of each service run, by name, where it is not one. */
  instances?: Readonly<Record<string, number>>;
  env: NodeJS.ProcessEnv;
  log: Log;
  running?: RunningFile | undefined;
  readyWithinMs: number;
  /** Gives up the start and stops what runs. */
  signal?: AbortSignal | undefined;
}

export interface Services extends AsyncDisposable {
  /** All that run, in the order in which they were started. */
  readonly all: readonly Service[];
  /** One of them by name, the first instance unless said otherwise. */
  get(name: string, instance?: number): Service;
}

/** Starts every service as a process of its own and waits until all are ready; disposing stops the public ones first. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const tiers: Service[][] = [];
  const mediaPorts = await Promise.all(Array.from({ length: options.instances?.media ?? 1 }, () => freePort()));
  const stopAll = async () => {
    const stop = (open: boolean) =>
      Promise.all(
        tiers.flatMap((tier, i) => (options.definitions[i]?.public === open ? tier.map((s) => s.stop()) : [])),
      );
    // The door first, so that nobody comes in while those behind it go.
    await stop(true);
    await stop(false);
  };
  try {
    for (const definition of options.definitions)
      tiers.push(await Promise.all(instancesOf(definition, options, mediaPorts)));
    await Promise.all(tiers.flat().map((service) => service.untilReady(options.readyWithinMs, options.signal)));
  } catch (error) {
    await stopAll();
    throw error;
  }
  return {
    all: tiers.flat(),
    get(name, instance = 0) {
      const tier = options.definitions.findIndex((definition) => definition.name === name);
      const service = tiers[tier]?.[instance];
      if (!service) throw new Error(`No instance ${instance} of service ${name} runs.`);
      return service;
    },
    [Symbol.asyncDispose]: stopAll,
  };
}

function instancesOf(
  definition: ServiceDefinition,
  options: ServicesOptions,
  mediaPorts: readonly number[],
): Promise<Service>[] {
  const doors: PublicDoor[] = options.ports.map((port) => ({ host: options.host, port, webDist: options.webDist }));
  const count = definition.public ? doors.length : (options.instances?.[definition.name] ?? 1);
  return Array.from({ length: count }, (_, index) =>
    startService({
      name: index === 0 ? definition.name : `${definition.name}-${index + 1}`,
      entry: definition.entry,
      run: options.run,
      env: serviceEnv(
        definition,
        options.stack,
        { door: doors[index] ?? doors[0]!, media: { ports: mediaPorts, index } },
        options.env,
      ),
      background: definition.background,
      port: definition.public ? options.ports[index] : undefined,
      stopWithinMs: definition.stopWithinMs,
      log: options.log,
      running: options.running,
    }),
  );
}
