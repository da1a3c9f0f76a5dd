import { setTimeout as sleep } from 'node:timers/promises';
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import type { Child, Exit } from '../process/child.ts';
import { LOOPBACK } from '../process/free-port.ts';

/** A server in a container. */
export interface ContainerSpec {
  image: string;
  /** Where it listens inside. */
  port: number;
  command: readonly string[];
  env?: Record<string, string>;
  files?: readonly { content: string; target: string }[];
  /** A named volume that outlives the container, and where it is mounted. */
  volume?: { name: string; target: string } | undefined;
  /** What it logs when it is up. */
  readyLog: RegExp;
  onLine: (line: string) => void;
}

/** Published to the loopback interface alone; the library would publish to all. */
class LoopbackContainer extends GenericContainer {
  protected override async beforeContainerCreated(): Promise<void> {
    const published = (this.hostConfig.PortBindings ?? {}) as Record<string, { HostIp?: string }[]>;
    for (const binding of Object.values(published).flat()) binding.HostIp = LOOPBACK;
  }
}

/**
 * Makes a launcher of one container: the first launch creates it, later ones on the same port start it again with what
 * it holds. The library's own reaper removes it when this process is gone.
 */
export function containerLauncher(spec: ContainerSpec): (port: number) => Promise<Child> {
  let known: { id: string; port: number } | undefined;
  return async (port) => {
    if (known?.port === port) {
      const { container } = await getContainerRuntimeClient();
      await container.start(container.getById(known.id));
    } else {
      known = { id: await create(spec, port), port };
    }
    return asChild(known.id);
  };
}

async function create(spec: ContainerSpec, port: number): Promise<string> {
  const container = new LoopbackContainer(spec.image)
    .withExposedPorts({ container: spec.port, host: port })
    .withCommand([...spec.command])
    .withEnvironment(spec.env ?? {})
    .withCopyContentToContainer([...(spec.files ?? [])])
    .withBindMounts(spec.volume ? [{ source: spec.volume.name, target: spec.volume.target }] : [])
    .withWaitStrategy(Wait.forLogMessage(spec.readyLog))
    .withLogConsumer((stream) => stream.on('data', (line) => spec.onLine(String(line).trimEnd())));
  return (await container.start()).getId();
}

/** A running container, to be handled like a process that was started here. */
async function asChild(id: string): Promise<Child> {
  const client = (await getContainerRuntimeClient()).container;
  const container = client.getById(id);
  let alive = true;
  const ended = container.wait().then((result): Exit => {
    alive = false;
    return { code: (result as { StatusCode: number }).StatusCode, signal: null };
  });
  return {
    pid: (await client.inspect(container)).State.Pid,
    ended,
    tail: [],
    get alive() {
      return alive;
    },
    kill: (signal) => void container.kill({ signal }).catch(() => {}),
    async stop(withinMs) {
      await container.stop({ t: Math.ceil(withinMs / 1_000) }).catch(() => {});
      await Promise.race([ended, sleep(withinMs)]);
    },
  };
}

/** Whether a container engine runs here. */
export async function hasEngine(): Promise<boolean> {
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}
