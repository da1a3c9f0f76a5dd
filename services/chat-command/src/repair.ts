import { type FollowedEvent, follow, type Position, StopFollowing } from '@messenger/event-store';
import { holdLease, type RequestContext } from '@messenger/messaging';
import { buckets, type ContactEvent, directoryStream } from '@messenger/proto';
import type { KV } from 'nats';
import type { Deps } from './handlers/deps.ts';
import { settleDirect } from './handlers/settle-direct.ts';

const key = 'repair.position';
type Stored = Position & { generation: string };

/**
 * Finishes what a crash left half done: follows the directory and brings each pair's direct chat in line with the pair.
 * One instance at a time; settling twice changes nothing, so its position may lag.
 */
export function repairDirects(deps: Deps, instanceId: string): AsyncDisposable {
  return holdLease(deps.bus, {
    name: 'chat-command.repair',
    instanceId,
    log: deps.log,
    run: async (signal) => {
      const kv = await deps.bus.nc.jetstream().views.kv(buckets.snapshots.name, { bindOnly: true });
      await using follower = await follow(deps.events, {
        stream: directoryStream,
        from: await startingPoint(kv, deps.events.shape.generation),
        name: 'chat-command-repair',
        log: deps.log,
        onBatch: async (batch) => {
          for (const followed of batch) {
            if (signal.aborted) throw new StopFollowing('lease lost');
            if (changesStanding(followed.event)) await settle(deps, followed.event);
          }
          await remember(kv, deps.events.shape.generation, batch.at(-1)!);
        },
      });
      const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      if (!signal.aborted) await Promise.race([stopped, follower.failed]);
    },
  });
}

function changesStanding(event: FollowedEvent['event']): event is ContactEvent {
  return event?.type === 'ContactAccepted' || event?.type === 'ContactRemoved';
}

async function settle(deps: Deps, { data, by, id }: ContactEvent): Promise<void> {
  const context: RequestContext = { requestId: id, traceparent: undefined, log: deps.log };
  await settleDirect(deps, [data.requester.id, data.recipient.id], by, context);
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
