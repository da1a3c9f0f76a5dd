import { counter, gauge, histogram } from '@messenger/kit';

export const frames = {
  in: counter('gateway_frames_in_total', 'Frames from clients, by type', ['type']),
  out: counter('gateway_frames_out_total', 'Frames to clients'),
  dropped: counter('gateway_frames_dropped_total', 'Ephemeral frames that slow clients did not get'),
  closes: counter('gateway_closes_total', 'Sockets closed, by code', ['code']),
};

export const eventsTotal = counter('gateway_events_total', 'Events of the log passed on, by stream', ['stream']);

export const catchUpSeconds = histogram('gateway_catch_up_seconds', 'From hello to ready, by how it ended', [
  'outcome',
]);

export const frameSeconds = histogram(
  'gateway_frame_duration_seconds',
  'From a frame of a client to its answer, by type and by how it was answered',
  ['type', 'outcome'],
);

/** What waits longest for a push is a message: its event's time is when it was decided. */
export const pushDelaySeconds = histogram(
  'gateway_push_delay_seconds',
  "From an event's time to when it is passed on to sockets and polls, by stream",
  ['stream'],
);

const connectionsNow = gauge('gateway_connections', 'Open sockets');
const pollsNow = gauge('gateway_polls', 'Long polls in work');
const heldNow = gauge('gateway_held_events', 'Events kept for devices that are catching up');
const untoldNow = gauge('gateway_untold_events', 'Events below which cursors stay, while the read model is asked');

export const lagNow = gauge('gateway_lag_events', 'Events that the log holds and this gateway has not passed on');

type Sized = { readonly size: number };

/** Keeps the gauges of what changes all the time. */
export function watchLevels(of: {
  hub: { heldEvents: number; untoldEvents: number };
  connections: Sized;
  polls: Sized;
}): Disposable {
  const timer = setInterval(() => {
    connectionsNow.set(of.connections.size);
    pollsNow.set(of.polls.size);
    heldNow.set(of.hub.heldEvents);
    untoldNow.set(of.hub.untoldEvents);
  }, 1_000);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
