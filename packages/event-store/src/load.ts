import type { Logger } from '@messenger/kit';
import type { Evolver } from './decider.ts';
import { decodeEvent, type LogEvent } from './decode.ts';
import { chainHash } from './encode.ts';
import type { EventStore } from './event-store.ts';
import type { StoredMessage } from './streams-api.ts';

/** An aggregate's state and where in its subject it stands. `hash` is the chain's link to the last event. */
export type Loaded<State> = {
  state: State;
  /** Stream sequence of the subject's last message, 0 for none: what the next append expects. */
  seq: number;
  version: number;
  hash: string | null;
  lastAt: string | undefined;
};

type Aggregated = Exclude<LogEvent, { type: 'LogCreated' }>;

export function fold<State, Event extends Aggregated>(
  decider: Evolver<State, Event>,
  loaded: Loaded<State>,
  event: Event,
  seq: number,
  hash: string,
): Loaded<State> {
  return { state: decider.evolve(loaded.state, event), seq, version: event.version, hash, lastAt: event.at };
}

/**
 * The state at the leader. Goes on from `from` (a cached state or a snapshot) if the subject still begins with it, as
 * the hash chain tells; else from the subject's first event. What cannot be read is passed by, but its sequence counts.
 */
export async function load<State, Event extends Aggregated>(
  store: EventStore,
  {
    stream,
    subject,
    decider,
    from,
    log,
    onDiscarded,
  }: {
    stream: string;
    subject: string;
    decider: Evolver<State, Event>;
    from: Loaded<State> | undefined;
    log: Logger;
    /** Told that the log does not continue `from`. */
    onDiscarded?: () => void;
  },
): Promise<Loaded<State>> {
  const nothing: Loaded<State> = { state: decider.initial, seq: 0, version: 0, hash: null, lastAt: undefined };
  const last = await store.last(stream, subject);
  if (!last) {
    if (from && from.seq > 0) onDiscarded?.();
    return nothing;
  }
  if (from && from.seq === last.seq && endsWith(from, last)) return from;
  if (from && from.seq > 0 && from.seq < last.seq) {
    const continued = foldAll(decider, from, await store.read(stream, subject, { after: from.seq }), log);
    if (continued) return continued;
  }
  if (from && from.seq > 0) {
    log.warn({ subject, seq: from.seq }, 'the log does not continue what was remembered of it: loading from its start');
    onDiscarded?.();
  }
  return foldAll(decider, nothing, await store.read(stream, subject, { after: 0 }), log) ?? nothing;
}

/** True when the last message is the state's last event, or one that no state takes in. */
function endsWith({ hash }: Loaded<unknown>, { subject, data }: StoredMessage): boolean {
  return hash === chainHash(data) || decodeEvent(subject, data).poison !== undefined;
}

/** Undefined when the first event does not link to where the state stands. */
function foldAll<State, Event extends Aggregated>(
  decider: Evolver<State, Event>,
  start: Loaded<State>,
  messages: StoredMessage[],
  log: Logger,
): Loaded<State> | undefined {
  let loaded = start;
  let first = true;
  for (const { subject, data, seq } of messages) {
    const { event, poison } = decodeEvent(subject, data);
    if (!event || event.type === 'LogCreated' || event.version !== loaded.version + 1) {
      log.error({ subject, seq, reason: poison ?? 'out of order' }, 'event passed by while loading');
      loaded = { ...loaded, seq };
      continue;
    }
    if (first && start.seq > 0 && event.prev !== start.hash) return undefined;
    first = false;
    loaded = fold(decider, loaded, event as Event, seq, chainHash(data));
  }
  return loaded;
}
