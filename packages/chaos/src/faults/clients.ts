import type { Client } from '../clients/client.ts';
import type { Fault } from '../schedule/faults.ts';
import type { Inject, World } from './world.ts';

type Of<K extends Fault['kind']> = Extract<Fault, { kind: K }>;
type OfClients = Extract<Fault, { clients: number[] }>;

const victims = ({ clients }: World, fault: OfClients): Client[] => fault.clients.map((i) => clients[i]!);

/** Something that is done to each, and undone after a while. */
const during =
  <F extends OfClients & { forMs: number }>(
    begin: (client: Client, fault: F) => unknown,
    end: (client: Client, fault: F) => unknown,
  ): Inject<F> =>
  async (world, fault, wait) => {
    await Promise.all(victims(world, fault).map((client) => begin(client, fault)));
    await wait(fault.forMs);
    await Promise.all(victims(world, fault).map((client) => end(client, fault)));
  };

export const cutClients: Inject<Of<'cut-clients'>> = async (world, fault) => {
  for (const { line } of victims(world, fault)) line.cut();
};

export const delayClients = during<Of<'delay-clients'>>(
  ({ line }, { delayMs }) => line.delay(delayMs),
  ({ line }) => line.delay(0),
);

/** Half-open connections: both sides have to find out. */
export const stallClients = during<Of<'stall-clients'>>(
  ({ line }) => line.stall(true),
  ({ line }) => line.stall(false),
);

/** No network: what users write meanwhile waits on the device. */
export const offline = during<Of<'offline'>>(
  ({ line }) => line.block(true),
  ({ line }) => line.block(false),
);

/** Asleep: the connection is there, nothing is read. */
export const suspend = during<Of<'suspend'>>(
  (client) => client.suspend(true),
  (client) => client.suspend(false),
);

/** A proxy on the way lets no socket through; HTTP it does. */
export const noSocket = during<Of<'no-socket'>>(
  (client) => client.bar(true),
  (client) => client.bar(false),
);

export const slowConsumer = during<Of<'slow-consumer'>>(
  ({ line }, { bytesPerSecond }) => line.throttle(bytesPerSecond),
  ({ line }) => line.throttle(undefined),
);

/** Closed, and opened again with what the device kept. */
export const restartClient = during<Of<'restart-client'>>(
  (client) => client.stop('close'),
  (client) => client.start(),
);

/** Killed in the middle of whatever it did; what it had not written down yet is gone. */
export const crashClient = during<Of<'crash-client'>>(
  (client) => client.stop('crash'),
  (client) => client.start(),
);

export const clockJump: Inject<Of<'clock-jump'>> = async (world, fault) => {
  for (const client of victims(world, fault)) client.jump(fault.byMs);
};

export const mangle = during<Of<'duplicate' | 'reorder'>>(
  (client, { kind }) => client.mangle(kind, true),
  (client, { kind }) => client.mangle(kind, false),
);
