import type { Cause } from './link.ts';
import type { Via } from './wire.ts';

/** Over what the next attempt goes. `strikes`: how often in a row a socket failed for no reason that the server gave. */
export type Route = { via: Via; strikes: number };

/** So many failures in a row mean that something in between does not let sockets through. */
const maxStrikes = 3;
const firstProbeMs = 5_000;
/** With what an attempt may take, under the 60 s within which a socket that works again is found. */
const maxProbeMs = 45_000;

/** `onTrial`: the first failure leads back to polls. */
export const routeTo = (via: Via, trust: 'trusted' | 'onTrial' = 'trusted'): Route => ({
  via,
  strikes: trust === 'trusted' ? 0 : maxStrikes - 1,
});

/** How a wire came to its end. `code` is of WebSocket; `good`: it had been live for long enough. */
type End = { code: number; cause: Cause; live: boolean; good: boolean };

/**
 * The way on after a wire has ended. A socket first; polls once it fails three times in a row, or falls silent before
 * it is live, or may not be opened at all. Polls that do not come to life either are no better than a socket: then it
 * is the server that is away, and both are tried by turns.
 */
export function nextRoute(route: Route, { code, cause, live, good }: End): Route {
  if (route.via === 'tab') return route;
  if (route.via === 'poll') return live ? route : routeTo('socket', 'onTrial');
  if (isServersWord(code)) return routeTo('socket');
  const strikes = (good ? 0 : route.strikes) + 1;
  const barred = cause === 'barred' || (cause === 'silent' && !live) || strikes >= maxStrikes;
  return barred ? { via: 'poll', strikes: maxStrikes } : { via: 'socket', strikes };
}

/** The codes of the contract: who gets to hear them has a socket that works. */
const isServersWord = (code: number): boolean => code >= 4400 && code < 4600;

/** How long until a socket is tried again beside the polls, after so many that failed, in ms. `random`: 0 to 1. */
export const probeDelayMs = (failed: number, random: number): number =>
  Math.round(Math.min(maxProbeMs, firstProbeMs * 2 ** Math.min(failed, 10)) * (0.5 + random / 2));
