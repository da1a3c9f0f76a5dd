import { type Logger, newId, shortId } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import {
  type BucketSpec,
  buckets,
  directoryStream,
  type LogShape,
  type StreamSpec,
  streamSpecs,
  subjects,
} from '@messenger/proto';
import { DiscardPolicy, type JetStreamManager, nanos, RetentionPolicy, StorageType } from 'nats';
import { append, WrongSequence } from './append.ts';
import { readGenesis } from './genesis.ts';

/** The log that is there is another one than was asked for: nothing was changed. */
export class LogMismatch extends Error {
  override name = 'LogMismatch';
}

export type ProvisionOptions = { chatShards: number; replicas?: number; log: Logger };

/** Replication accepts two appends for one expectation before this version. */
const safeReplication = [2, 12] as const;

/**
 * Makes the log's streams and buckets as proto says, and writes into each new stream its genesis event. Repeatable and
 * safe to run from several places at once; needs the operator's rights.
 * @throws LogMismatch when the log has another shard count, or replicas are asked of a server that loses writes
 */
export async function provision(bus: Bus, { chatShards, replicas = 1, log }: ProvisionOptions): Promise<LogShape> {
  requireSafeReplication(bus, replicas);
  const manager = await bus.nc.jetstreamManager();
  await addStream(manager, streamSpecs(chatShards)[0]!, replicas);
  const shape = await ensureGenesis(bus, directoryStream, { generation: shortId(), chatShards });
  if (shape.chatShards !== chatShards) {
    throw new LogMismatch(
      `The log has ${shape.chatShards} chat shards, not ${chatShards}: export and import it to change that.`,
    );
  }
  for (const spec of streamSpecs(chatShards).slice(1)) {
    await addStream(manager, spec, replicas);
    const found = await ensureGenesis(bus, spec.name, shape);
    if (found.generation !== shape.generation) {
      throw new LogMismatch(`${spec.name} is of generation ${found.generation}, DIRECTORY of ${shape.generation}.`);
    }
  }
  for (const bucket of Object.values<BucketSpec>(buckets)) await addBucket(bus, bucket, replicas);
  log.info({ ...shape, replicas }, 'log provisioned');
  return shape;
}

function requireSafeReplication(bus: Bus, replicas: number): void {
  const version = bus.nc.info?.version ?? '0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const safe = major > safeReplication[0] || (major === safeReplication[0] && minor >= safeReplication[1]);
  if (replicas > 1 && !safe) {
    throw new LogMismatch(
      `${replicas} replicas need nats-server ${safeReplication.join('.')} or newer; this is ${version}.`,
    );
  }
}

async function addStream(manager: JetStreamManager, spec: StreamSpec, replicas: number): Promise<void> {
  const config = {
    name: spec.name,
    description: spec.description,
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
  const there = await manager.streams.info(spec.name).catch((error) => {
    if (error?.api_error?.code === 404) return undefined;
    throw error;
  });
  if (there)
    await manager.streams.update(spec.name, { ...there.config, description: spec.description, num_replicas: replicas });
  else await manager.streams.add(config);
}

async function addBucket(bus: Bus, spec: BucketSpec, replicas: number): Promise<void> {
  await bus.nc.jetstream().views.kv(spec.name, {
    description: spec.description,
    history: spec.history ?? 1,
    replicas,
    storage: StorageType.File,
    ...(spec.ttlMs ? { ttl: spec.ttlMs } : {}),
    ...(spec.ttlMs ? { duplicate_window: nanos(Math.min(spec.ttlMs, 120_000)) } : {}),
  });
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
