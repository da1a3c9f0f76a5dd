import {
  type FollowedEvent,
  type Follower,
  follow,
  LogRewound,
  type Position,
  StopFollowing,
} from '@messenger/event-store';
import { aborted, sleep } from '@messenger/kit';
import { holdLease, type RequestContext } from '@messenger/messaging';
import { buckets, type ContactEvent, directoryStream, isRefusal } from '@messenger/proto';
import type { KV } from 'nats';
import type { Deps } from './handlers/deps.ts';
import { settleDirect } from './handlers/settle-direct.ts';

const lease = 'chat-command.repair';
const key = 'repair.position';
const secondLookMs = 6_000;
/** After a restore it goes through the whole log: so many times as long as it worked, it leaves to those who talk. */
const restFactor = 4;
type Stored = Position & { generation: string };

/**
 * Finishes what a crash left half done: follows the directory and brings each pair's direct chat in line with the pair.
 * One instance at a time; settling twice changes nothing, so its position may lag.
 */
export function repairDirects(deps: Deps, instanceId: string): AsyncDisposable {
  return holdLease(deps.bus, {
    name: lease,
    instanceId,
    log: deps.log,
    run: async (signal) => {
      const kv = await deps.bus.nc.jetstream().views.kv(buckets.snapshots.name, { bindOnly: true });
      await using follower = await followFrom(
        await startingPoint(kv, deps.events.shape.generation),
        deps,
        async (batch) => {
          const changes = batch.map(({ event }) => event).filter(changesStanding);
          await settleAll(deps, changes, signal);
          const removals = changes.filter(({ type }) => type === 'ContactRemoved');
          await sleep(untilSecondLook(removals.at(-1)), signal);
          await settleAll(deps, removals, signal);
          await remember(kv, deps.events.shape.generation, batch.at(-1)!);
        },
      );
      await Promise.race([aborted(signal), follower.failed]);
    },
  });
}

/** A log that was rewound is gone through from its start: settling again does no harm. */
async function followFrom(
  from: Position | 'start',
  { events, log }: Deps,
  onBatch: (batch: FollowedEvent[]) => Promise<void>,
): Promise<Follower> {
  const options = { stream: directoryStream, name: 'chat-command-repair', lease, log, onBatch };
  try {
    return await follow(events, { ...options, from });
  } catch (error) {
    if (!(error instanceof LogRewound)) throw error;
    log.warn({ err: error }, 'repairing from the start of the log');
    return follow(events, { ...options, from: 'start' });
  }
}

function changesStanding(event: FollowedEvent['event']): event is ContactEvent {
  return event?.type === 'ContactAccepted' || event?.type === 'ContactRemoved';
}

/**
 * A chat that was being created while its two parted may come into the log after the first look, and its creator may
 * die before looking itself. No command is tried for as long as this, so at the second look it is there. Never longer:
 * the removal's time is ahead where a clock was put back.
 */
export function untilSecondLook(removal: Pick<ContactEvent, 'at'> | undefined, now = Date.now()): number {
  if (!removal) return 0;
  const passed = now - Date.parse(removal.at);
  return Math.min(secondLookMs, Math.max(0, secondLookMs - passed));
}

async function settleAll(deps: Deps, events: ContactEvent[], signal: AbortSignal): Promise<void> {
  for (const event of events) {
    if (signal.aborted) throw new StopFollowing('lease lost');
    const begunAt = performance.now();
    await settle(deps, event);
    await sleep(restFactor * (performance.now() - begunAt), signal);
  }
}

async function settle(deps: Deps, { data, by, id }: ContactEvent): Promise<void> {
  const context: RequestContext = { requestId: id, traceparent: undefined, log: deps.log };
  const unsettled = await settleDirect(deps, [data.requester.id, data.recipient.id], by, context);
  if (isRefusal(unsettled)) throw new Error(`not settled: ${unsettled.message}`);
}

async function startingPoint(kv: KV, generation: string): Promise<Position | 'start'> {
  const entry = await kv.get(key);
  const stored = entry && entry.length > 0 ? entry.json<Stored>() : undefined;
  return stored?.generation === generation ? stored : 'start';
}

async function remember(kv: KV, generation: string, { seq, id }: FollowedEvent): Promise<void> {
  const stored: Stored = { generation, seq, lastEventId: id };
  await kv.put(key, JSON.stringify(stored));
}
