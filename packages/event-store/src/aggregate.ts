import { backoff, type Logger, LruCache, sleep } from '@messenger/kit';
import { isRefusal, type LogShape, type Refusal, unavailable } from '@messenger/proto';
import { OutcomeUnknown, WrongSequence } from './append.ts';
import type { Aggregated, Decider } from './decider.ts';
import { chainHash, nextTime } from './encode.ts';
import type { EventStore } from './event-store.ts';
import { fold, type Loaded, load } from './load.ts';
import { createMailboxes } from './mailbox.ts';
import { createSnapshots, type SnapshotCodec } from './snapshot.ts';

export type CommandBase = { commandId: string; by: string };

/** Where one kind of aggregate lives in the log, and how it decides. */
export type AggregateKind<State, Command extends CommandBase, Event extends Aggregated> = {
  name: string;
  idField: 'chatId' | 'pairId' | 'userId';
  streamOf(id: string, shape: LogShape): string;
  subjectOf(id: string): string;
  decider: Decider<State, Command, Event>;
  /** With it, a cold aggregate is one read and a short tail. */
  snapshot?: SnapshotCodec<State>;
  /** About how many bytes of memory a state takes. */
  bytesOf(state: State): number;
};

/** What a command came to. `event` is absent when everything was already so. */
export type Outcome<State, Event> = { state: State; seq: number; version: number; event: Event | undefined };

export type ExecuteOptions<State, Command> = {
  headers?: Record<string, string | undefined>;
  /** Fetches facts of other aggregates for the state at hand, before each decision; may refuse. */
  prepare?: (loaded: Loaded<State>, command: Command) => Promise<Command | Refusal>;
};

export type Aggregates<State, Command, Event> = {
  /**
   * Decides and appends, again and again until the log and the decision agree: a conflict or an unknown outcome leads
   * back to the subject's tail at the leader, where the command may turn out to have happened. A refusal or "already
   * so" is given only after the leader confirmed the state it was decided from.
   */
  execute(
    id: string,
    command: Command,
    options?: ExecuteOptions<State, Command>,
  ): Promise<Outcome<State, Event> | Refusal>;
  /** The state as the leader has it now. */
  read(id: string): Promise<Loaded<State>>;
};

/** Bytes of states of one kind that stay in memory. */
const defaultMaxBytes = 32 * 1024 * 1024;
/** Longest that a command is tried; shorter than what its caller waits. */
const patienceMs = 4_000;

/**
 * Aggregates of one kind, each with one command at a time in this process. `maxBytes`: of states that stay in memory.
 * What cannot be decided in time, or finds too many waiting before it, is refused as `unavailable`.
 */
export function createAggregates<State, Command extends CommandBase, Event extends Aggregated>(
  store: EventStore,
  kind: AggregateKind<State, Command, Event>,
  { log, maxBytes = defaultMaxBytes }: { log: Logger; maxBytes?: number },
): Aggregates<State, Command, Event> {
  const { decider } = kind;
  const cache = new LruCache<{ loaded: Loaded<State>; connection: string }>({
    maxWeight: maxBytes,
    weigh: ({ loaded }) => kind.bytesOf(loaded.state),
  });
  const snapshots = kind.snapshot ? createSnapshots(store, kind.name, kind.snapshot, log) : undefined;
  const mailboxes = createMailboxes({ perMailbox: 1_000 });

  const remember = (id: string, loaded: Loaded<State>): Loaded<State> => {
    cache.set(id, { loaded, connection: store.bus.connectionId() });
    snapshots?.consider(id, loaded);
    return loaded;
  };
  /**
   * What is cached, for as long as this connection holds. A server that was restarted may have lost its log's end, and
   * a sequence that comes again there would pass for the one it was: then the state is compared with the log first.
   */
  const current = (id: string): Loaded<State> | undefined => {
    const cached = cache.get(id);
    return cached?.connection === store.bus.connectionId() ? cached.loaded : undefined;
  };
  const place = (id: string) => ({ stream: kind.streamOf(id, store.shape), subject: kind.subjectOf(id) });

  /** The state at the leader, from the cached one where the log still begins with it. */
  const refresh = async (id: string): Promise<Loaded<State>> =>
    remember(
      id,
      await load(store, {
        ...place(id),
        decider,
        from: cache.get(id)?.loaded ?? (await snapshots?.read(id)),
        by: `aggregate.${kind.name}`,
        log,
        onDiscarded: () => snapshots?.forget(id),
      }),
    );

  const execute = async (
    id: string,
    command: Command,
    options: ExecuteOptions<State, Command>,
  ): Promise<Outcome<State, Event> | Refusal> => {
    const deadline = performance.now() + patienceMs;
    const delay = backoff({ minMs: 5, maxMs: 250 });
    let confirmed = false;
    let loaded = current(id);
    while (performance.now() < deadline) {
      try {
        if (!loaded) {
          loaded = await refresh(id);
          confirmed = true;
        }
        const prepared = options.prepare ? await options.prepare(loaded, command) : command;
        const decision = isRefusal(prepared) ? prepared : decider.decide(loaded.state, prepared);
        if (decision === undefined || isRefusal(decision)) {
          if (!confirmed) {
            loaded = undefined;
            continue;
          }
          return decision ?? { state: loaded.state, seq: loaded.seq, version: loaded.version, event: undefined };
        }
        const event = {
          id: command.commandId,
          type: decision.type,
          v: decision.v,
          [kind.idField]: id,
          version: loaded.version + 1,
          prev: loaded.hash,
          by: command.by,
          at: nextTime(new Date(), loaded.lastAt),
          data: decision.data,
        } as unknown as Event;
        const payload = JSON.stringify(event);
        const seq = await store.append({
          subject: kind.subjectOf(id),
          expected: loaded.seq,
          payload,
          headers: options.headers ?? {},
        });
        const next = remember(id, fold(decider, loaded, event, seq, chainHash(payload)));
        return { state: next.state, seq, version: next.version, event };
      } catch (error) {
        loaded = undefined;
        confirmed = false;
        if (!(error instanceof WrongSequence)) {
          if (!(error instanceof OutcomeUnknown))
            log.warn({ err: error, aggregate: kind.name, id }, 'command tried again');
          await sleep(delay());
        }
      }
    }
    return unavailable();
  };

  return {
    execute: (id, command, options = {}) =>
      mailboxes.run(id, () => execute(id, command, options)) ?? Promise.resolve(unavailable()),
    read: refresh,
  };
}
