import type { Logger } from '@messenger/kit';
import { buckets } from '@messenger/proto';
import type { KV } from 'nats';
import type { EventStore } from './event-store.ts';
import type { Loaded } from './load.ts';

/** How a state becomes JSON and back; `schema` changes whenever the state's shape does: older snapshots are ignored. */
export type SnapshotCodec<State> = { schema: number; toJson(state: State): unknown; fromJson(json: never): State };

export type Snapshots<State> = {
  read(id: string): Promise<Loaded<State> | undefined>;
  /** Writes one in the background every `every` events; losing it costs time, never truth. */
  consider(id: string, loaded: Loaded<State>): void;
  /** The stored one is not of this log: the next state considered may replace it at once. */
  forget(id: string): void;
};

const every = 200;
const maxWriting = 32;

type Stored = {
  schema: number;
  generation: string;
  seq: number;
  version: number;
  hash: string;
  lastAt?: string;
  state: unknown;
};

/** The snapshots of one kind of state, apart from others by `name`. One that cannot be read or written is logged. */
export function createSnapshots<State>(
  store: EventStore,
  name: string,
  codec: SnapshotCodec<State>,
  log: Logger,
): Snapshots<State> {
  const writtenAt = new Map<string, number>();
  const writing = new Set<string>();
  let bucket: Promise<KV> | undefined;
  const kv = () => {
    bucket ??= store.bus.nc
      .jetstream()
      .views.kv(buckets.snapshots.name, { bindOnly: true })
      .catch((error) => {
        bucket = undefined;
        throw error;
      });
    return bucket;
  };
  const keyOf = (id: string) => `${name}.${id}`;

  const write = async (id: string, { state, seq, version, hash, lastAt }: Loaded<State>) => {
    const stored = {
      schema: codec.schema,
      generation: store.shape.generation,
      seq,
      version,
      hash,
      lastAt,
      state: codec.toJson(state),
    };
    await (await kv()).put(keyOf(id), JSON.stringify(stored));
  };

  return {
    async read(id) {
      try {
        const entry = await (await kv()).get(keyOf(id));
        if (!entry || entry.length === 0) return undefined;
        const stored = entry.json<Stored>();
        if (stored.schema !== codec.schema || stored.generation !== store.shape.generation) return undefined;
        const { seq, version, hash, lastAt } = stored;
        writtenAt.set(id, version);
        return { state: codec.fromJson(stored.state as never), seq, version, hash, lastAt };
      } catch (error) {
        log.warn({ err: error, id }, 'snapshot not read');
        return undefined;
      }
    },
    consider(id, loaded) {
      if (loaded.version < (writtenAt.get(id) ?? 0) + every || writing.has(id) || writing.size >= maxWriting) return;
      if (writtenAt.size > 50_000) writtenAt.clear();
      writtenAt.set(id, loaded.version);
      writing.add(id);
      write(id, loaded)
        .catch((error) => log.warn({ err: error, id }, 'snapshot not written'))
        .finally(() => writing.delete(id));
    },
    forget: (id) => void writtenAt.delete(id),
  };
}
