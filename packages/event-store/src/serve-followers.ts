import { handle, serve } from '@messenger/messaging';
import { followers as endpoint } from '@messenger/proto';
import type { EventStore } from './event-store.ts';

/** Answers an operator how far this process has followed the log, and what it set aside; `nats micro ls` shows it. */
export function serveFollowers(
  { bus, log, followers, setAside }: EventStore,
  { service, instance }: { service: string; instance: string },
): Promise<AsyncDisposable> {
  return serve(bus, {
    name: 'followers',
    description: `How far ${service} has followed the log, and what it could not read.`,
    // A group of its own: every process answers.
    queue: instance,
    log,
    endpoints: [
      handle(endpoint, async () => ({
        service,
        instance,
        followers: [...followers].map(({ name, stream, lease, position }) => ({
          name,
          stream,
          lease: lease ?? null,
          seq: position(),
        })),
        setAside: setAside.list(),
      })),
    ],
  });
}
