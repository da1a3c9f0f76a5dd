import { type Logger, newId, shortId } from '@messenger/kit';
import { type Bus, hasMetadata } from '@messenger/messaging';
import {
  type BucketSpec,
  buckets,
  directoryStream,
  type LogShape,
  type StreamSpec,
  streamSpecs,
  subjectSpaces,
  subjects,
} from '@messenger/proto';
import {
  DiscardPolicy,
  type JetStreamManager,
  type NatsError,
  nanos,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from 'nats';
import { append, WrongSequence } from './append.ts';
import { readGenesis } from './genesis.ts';
import { requireSafeReplication } from './safe-replication.ts';
import { untilLed } from './until-led.ts';

/** The log that is there is another one than was asked for: nothing was changed. */
export class LogMismatch extends Error {
  override name = 'LogMismatch';
}

export type ProvisionOptions = {
  chatShards: number;
  /** Copies of each stream and bucket: as many as there are of the log, one of a new one, unless said otherwise. */
  replicas?: number | undefined;
  log: Logger;
};

/**
 * Makes the log's streams and buckets as proto says, and writes into each new stream its genesis event. Repeatable and
 * safe to run from several places at once; needs the operator's rights. Waits for a cluster that has not found together.
 * @throws LogMismatch when the log has another shard count; UnsafeReplication
 */
export async function provision(bus: Bus, options: ProvisionOptions): Promise<LogShape> {
  requireSafeReplication(bus, options.replicas ?? 1);
  return await untilLed(options.log, () => provisionAll(bus, options));
}

async function provisionAll(bus: Bus, { chatShards, log, ...asked }: ProvisionOptions): Promise<LogShape> {
  const manager = await bus.nc.jetstreamManager();
  const replicas = asked.replicas ?? (await configOf(manager, directoryStream))?.num_replicas ?? 1;
  await addStream(bus, manager, streamSpecs(chatShards)[0]!, replicas);
  const shape = await ensureGenesis(bus, directoryStream, { generation: shortId(), chatShards });
  if (shape.chatShards !== chatShards) {
    throw new LogMismatch(
      `The log has ${shape.chatShards} chat shards, not ${chatShards}: say CHAT_SHARDS=${shape.chatShards}, or export and import it.`,
    );
  }
  for (const spec of streamSpecs(chatShards).slice(1)) {
    await addStream(bus, manager, spec, replicas);
    const found = await ensureGenesis(bus, spec.name, shape);
    if (found.generation !== shape.generation) {
      throw new LogMismatch(`${spec.name} is of generation ${found.generation}, DIRECTORY of ${shape.generation}.`);
    }
  }
  for (const bucket of Object.values<BucketSpec>(buckets)) await addBucket(bus, manager, bucket, replicas);
  log.info({ ...shape, replicas }, 'log provisioned');
  return shape;
}

async function addStream(bus: Bus, manager: JetStreamManager, spec: StreamSpec, replicas: number): Promise<void> {
  const metadata = hasMetadata(bus) ? spec.metadata : undefined;
  const config = {
    name: spec.name,
    description: spec.description,
    ...(metadata ? { metadata } : {}),
    subjects: spec.subjects,
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    max_age: 0,
    max_msgs: -1,
    max_bytes: -1,
    max_msgs_per_subject: spec.maxMsgsPerSubject ?? -1,
    num_replicas: replicas,
    deny_purge: true,
    deny_delete: true,
    allow_direct: false,
  };
  const there = await configOf(manager, spec.name);
  if (!there) {
    await manager.streams.add(config);
    return;
  }
  await manager.streams.update(spec.name, {
    ...there,
    description: spec.description,
    // A server keeps some of its own there.
    ...(metadata ? { metadata: { ...there.metadata, ...metadata } } : {}),
    num_replicas: replicas,
  });
}

/** Undefined when there is no such stream. */
async function configOf(manager: JetStreamManager, name: string): Promise<StreamConfig | undefined> {
  try {
    return (await manager.streams.info(name)).config;
  } catch (error) {
    if ((error as NatsError).api_error?.code === 404) return undefined;
    throw error;
  }
}

async function addBucket(bus: Bus, manager: JetStreamManager, spec: BucketSpec, replicas: number): Promise<void> {
  await bus.nc.jetstream().views.kv(spec.name, {
    description: spec.description,
    history: 1,
    replicas,
    storage: StorageType.File,
    ...(spec.ttlMs ? { ttl: spec.ttlMs } : {}),
    ...(spec.ttlMs ? { duplicate_window: nanos(Math.min(spec.ttlMs, 120_000)) } : {}),
  });
  // The client leaves a bucket that is there as it was.
  const stream = subjectSpaces.bucketStream(spec.name);
  const { config } = await manager.streams.info(stream);
  if (config.num_replicas !== replicas) await manager.streams.update(stream, { ...config, num_replicas: replicas });
}

async function ensureGenesis(bus: Bus, stream: string, shape: LogShape): Promise<LogShape> {
  const event = { id: newId(), type: 'LogCreated', v: 1, stream, at: new Date().toISOString(), data: shape };
  try {
    await append(bus, { subject: subjects.genesis(stream), expected: 0, payload: JSON.stringify(event) });
  } catch (error) {
    if (!(error instanceof WrongSequence)) throw error;
  }
  const found = await readGenesis(bus, stream);
  if (!found) throw new LogMismatch(`${stream} has no genesis event.`);
  return found;
}
