import type { Logger } from '@messenger/kit';
import { createAnswering, type Handled } from './answering.ts';
import type { Bus } from './bus.ts';

export type ServeOptions = {
  name: string;
  description: string;
  version?: string;
  log: Logger;
  endpoints: Handled[];
  /** Requests in work at once; beyond, callers are told to come back. */
  concurrency?: number;
  /** Instances in the same one share the requests; all of a name unless said otherwise. */
  queue?: string;
};

/**
 * Serves endpoints as a NATS micro service, which `nats micro ls` shows. Disposing stops taking requests and waits for
 * those in work.
 */
export async function serve(
  bus: Bus,
  { name, description, version = '1.0.0', log, endpoints, concurrency = 256, queue = name }: ServeOptions,
): Promise<AsyncDisposable> {
  const service = await bus.nc.services.add({ name, description, version });
  const answering = createAnswering({ log, concurrency });
  for (const handled of endpoints) {
    service.addEndpoint(handled.endpoint.subject.replaceAll(/[^A-Za-z0-9_-]/g, '-'), {
      subject: handled.endpoint.subject,
      queue,
      handler: (error, message) => answering.take(error, message, handled),
    });
  }
  await bus.nc.flush();

  return {
    async [Symbol.asyncDispose]() {
      if (!bus.nc.isClosed()) await service.stop().catch(() => undefined);
      await answering.idle();
    },
  };
}
