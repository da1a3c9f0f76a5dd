import { type Consumer, type ConsumerConfig, DeliverPolicy } from 'nats';
import type { Bus } from './bus.ts';
import { hasMetadata } from './server-version.ts';

export type OrderedConsumerOptions = {
  /** What its name begins with; the client adds something of its own. */
  name: string;
  /** What it is for, to whoever lists consumers. */
  description: string;
  /** The sequence to begin with. */
  from: number;
  /** Only this subject. */
  subject?: string | undefined;
};

/** Where the client makes what it asks the server for, again whenever a consumer was lost; no part of its types. */
type Asking = { getConsumerOpts(seq: number): Partial<ConsumerConfig> };

/**
 * A consumer that gives a stream's messages in order and acknowledges nothing. The client has no way to describe one, so
 * the description, and whose it is, are added to what it asks for.
 */
export async function orderedConsumer(
  bus: Bus,
  stream: string,
  { name, description, from, subject }: OrderedConsumerOptions,
): Promise<Consumer> {
  const consumer = await bus.nc.jetstream().consumers.get(stream, {
    name_prefix: `${name}-`,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
    ...(subject === undefined ? {} : { filterSubjects: subject }),
  });
  const asking = consumer as unknown as Asking;
  const ask = asking.getConsumerOpts.bind(consumer);
  asking.getConsumerOpts = (seq) => ({
    ...ask(seq),
    description,
    ...(hasMetadata(bus) ? { metadata: { reader: bus.user, purpose: name } } : {}),
  });
  return consumer;
}
