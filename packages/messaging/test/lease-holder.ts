import { once } from 'node:events';
import { silentLogger } from '@messenger/kit';
import { connectBus, holdLease } from '../src/index.ts';

/** A process that holds a lease until it is killed, and sends its parent the epoch. */
const { NATS_URL: url = '', NATS_USER: user = '', NATS_PASSWORD: password = '', LEASE: name = '' } = process.env;
const bus = await connectBus({ url, user, password, name: 'lease-holder', log: silentLogger });
holdLease(bus, {
  name,
  instanceId: 'child',
  log: silentLogger,
  async run(signal, epoch) {
    process.send?.(epoch);
    await once(signal, 'abort');
  },
});
