import type { Logger } from '@messenger/kit';
import type { Aggregated, Evolver } from './decider.ts';
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

/** The state after one more event. `seq`: the event's sequence in the stream; `hash`: its link in the chain. */
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
    by,
    log,
    onDiscarded,
  }: {
    stream: string;
    subject: string;
    decider: Evolver<State, Event>;
    from: Loaded<State> | undefined;
    /** Who loads, to tell of what cannot be read. */
    by: string;
    log: Logger;
    /** Told that the log does not continue `from`. */
    onDiscarded?: () => void;
  },
): Promise<Loaded<State>> {
  const passBy = (message: StoredMessage, reason: string) => store.setAside.tell(by, message, reason);
  const nothing: Loaded<State> = { state: decider.initial, seq: 0, version: 0, hash: null, lastAt: undefined };
  const last = await store.last(stream, subject);
  if (!last) {
    if (from && from.seq > 0) onDiscarded?.();
    return nothing;
  }
  if (from && from.seq === last.seq && endsWith(from, last)) return from;
  if (from && from.seq > 0 && from.seq < last.seq) {
    const later = await store.read(stream, subject, { after: from.seq });
    const continued = foldAll(decider, from, later, passBy);
    // Where nothing that follows says so, the log itself must still hold what the state ends with.
    if (continued && (continued.version > from.version || (await isHeld(store, stream, subject, from))))
      return continued;
  }
  if (from && from.seq > 0) {
    log.warn({ subject, seq: from.seq }, 'the log does not continue what was remembered of it: loading from its start');
    onDiscarded?.();
  }
  return foldAll(decider, nothing, await store.read(stream, subject, { after: 0 }), passBy) ?? nothing;
}

/** True when the last message is the state's last event, or one that no state takes in. */
function endsWith({ hash }: Loaded<unknown>, { subject, data }: StoredMessage): boolean {
  return hash === chainHash(data) || decodeEvent(subject, data).poison !== undefined;
}

/** True when the log holds the state's last event where the state has it. */
async function isHeld(store: EventStore, stream: string, subject: string, from: Loaded<unknown>): Promise<boolean> {
  const held = await store.at(stream, from.seq);
  return held?.subject === subject && endsWith(from, held);
}

/** Undefined when the first event that can be read does not continue the state: a log that lost its end goes on otherwise. */
function foldAll<State, Event extends Aggregated>(
  decider: Evolver<State, Event>,
  start: Loaded<State>,
  messages: StoredMessage[],
  passBy: (message: StoredMessage, reason: string) => void,
): Loaded<State> | undefined {
  let loaded = start;
  let first = true;
  for (const message of messages) {
    const { subject, data, seq } = message;
    const { event, poison } = decodeEvent(subject, data);
    const continues = event && event.type !== 'LogCreated' && event.version === loaded.version + 1;
    if (first && start.seq > 0 && event && (!continues || event.prev !== start.hash)) return undefined;
    if (!continues) {
      passBy(message, poison ?? `out of order: version ${versionOf(event)} after ${loaded.version}`);
      loaded = { ...loaded, seq };
      continue;
    }
    first = false;
    loaded = fold(decider, loaded, event as Event, seq, chainHash(data));
  }
  return loaded;
}

const versionOf = (event: LogEvent | undefined) => (event && 'version' in event ? event.version : 'none');
