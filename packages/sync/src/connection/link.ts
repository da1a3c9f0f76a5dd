import { closeCodes } from '@messenger/proto/limits';
import { backoffMs } from '../backoff.ts';
import { nextRoute, probeDelayMs, type Route, routeTo } from './route.ts';

/**
 * The connection to the server as an explicit state machine: `step` is pure, `connection.ts` does what it asks.
 *
 *   idle ─start─▶ authorising ─token─▶ opening ─opened─▶ greeting ─welcomed─▶ catchingUp ─ready─▶ live
 *                     ▲                   └────────────── closed, or nothing for too long ───────────┤
 *                     └──────────── retry, wake ──────────────── waiting ◀─────────────────────────────┘
 *
 * `route`: over what, see `route.ts`. While it is live over polls a socket is tried beside it from time to time; once
 * one is welcomed (`probed`), it takes over: live ─probed─▶ catchingUp.
 */
export type Link =
  | { phase: 'idle' }
  | { phase: 'authorising'; attempt: number; route: Route; force: boolean }
  | { phase: 'opening' | 'greeting' | 'catchingUp'; attempt: number; route: Route; token: string }
  | { phase: 'live'; attempt: number; route: Route; token: string; since: number; probes: number }
  | { phase: 'waiting'; attempt: number; route: Route; force: boolean; ms: number };

/** `now`: monotonic ms; `random`: 0 to 1, for the back-off. */
export type LinkEvent =
  /** `tab`: through the one that holds the socket. */
  | { type: 'start'; via?: 'socket' | 'tab' }
  | { type: 'stop' }
  | { type: 'token'; token: string }
  | { type: 'tokenFailed'; random: number }
  | { type: 'opened' }
  | { type: 'welcomed' }
  | { type: 'ready'; now: number; random: number }
  /** `cause`: the other side closed it, or nothing came for too long, or the page may not open it. */
  | { type: 'closed'; code: number; reason: string; cause?: Cause; now: number; random: number }
  | { type: 'retry' }
  /** A socket that was tried beside the polls was welcomed, or was not. */
  | { type: 'probed' }
  | { type: 'probeFailed'; random: number }
  /** Back online, back in view, or asked by the user. */
  | { type: 'wake' };

export type Cause = 'closed' | 'silent' | 'barred';

export type LinkEffect =
  | { do: 'authorise'; force: boolean }
  | { do: 'open'; via: Route['via'] }
  | { do: 'greet'; token: string }
  | { do: 'close' }
  /** Come back with `retry`. */
  | { do: 'wait'; ms: number }
  /** Come back with `closed` unless the phase changes before. */
  | { do: 'deadline'; ms: number }
  | { do: 'probe' }
  /** After that time try a socket beside what is there, and come back with `probed` or `probeFailed`. */
  | { do: 'trySocket'; ms: number }
  /** The socket that was tried is the wire from now on. */
  | { do: 'adopt' };

/** How long each phase may last. Catching up may take long for who was away for long: there only silence ends it. */
const deadlines = { opening: 10_000, greeting: 10_000 } as const;
/** A connection that lasted this long was a good one: the next attempt starts without delay. */
const goodAfterMs = 10_000;

export const idle: Link = { phase: 'idle' };

export function step(link: Link, event: LinkEvent): [Link, LinkEffect[]] {
  switch (event.type) {
    case 'start':
      return link.phase === 'idle' ? authorise(0, routeTo(event.via ?? 'socket'), false) : [link, []];
    case 'stop':
      return [idle, [{ do: 'close' }]];
    case 'token': {
      if (link.phase !== 'authorising') return [link, []];
      const { attempt, route } = link;
      return [
        { phase: 'opening', attempt, route, token: event.token },
        [
          { do: 'open', via: route.via },
          { do: 'deadline', ms: deadlines.opening },
        ],
      ];
    }
    case 'tokenFailed':
      return link.phase === 'authorising' ? wait(link, link.force, backoffMs(link.attempt, event.random)) : [link, []];
    case 'opened':
      if (link.phase !== 'opening') return [link, []];
      return [
        { ...link, phase: 'greeting' },
        [
          { do: 'greet', token: link.token },
          { do: 'deadline', ms: deadlines.greeting },
        ],
      ];
    case 'welcomed':
      return link.phase === 'greeting' ? [{ ...link, phase: 'catchingUp' }, []] : [link, []];
    case 'ready':
      if (link.phase !== 'catchingUp') return [link, []];
      return [
        { ...link, phase: 'live', since: event.now, probes: 0 },
        link.route.via === 'poll' ? [{ do: 'trySocket', ms: probeDelayMs(0, event.random) }] : [],
      ];
    case 'closed':
      return closed(link, event);
    case 'retry':
      return link.phase === 'waiting' ? authorise(link.attempt + 1, link.route, link.force) : [link, []];
    case 'wake':
      if (link.phase === 'waiting') return authorise(link.attempt + 1, link.route, link.force);
      if (link.phase !== 'live') return [link, []];
      return [link, [{ do: 'probe' }, ...(link.route.via === 'poll' ? [{ do: 'trySocket', ms: 0 } as const] : [])]];
    default:
      return probing(link, event);
  }
}

function probing(link: Link, event: LinkEvent & { type: 'probed' | 'probeFailed' }): [Link, LinkEffect[]] {
  if (link.phase !== 'live' || link.route.via !== 'poll') return [link, []];
  if (event.type === 'probeFailed') {
    const probes = link.probes + 1;
    return [{ ...link, probes }, [{ do: 'trySocket', ms: probeDelayMs(probes, event.random) }]];
  }
  const { attempt, token } = link;
  return [{ phase: 'catchingUp', attempt, token, route: routeTo('socket', 'onTrial') }, [{ do: 'adopt' }]];
}

function closed(link: Link, event: LinkEvent & { type: 'closed' }): [Link, LinkEffect[]] {
  if (link.phase === 'idle' || link.phase === 'waiting' || link.phase === 'authorising') return [link, []];
  const live = link.phase === 'live';
  const good = live && event.now - link.since >= goodAfterMs;
  const attempt = good ? 0 : link.attempt;
  const { code, cause = 'closed' } = event;
  const route = nextRoute(link.route, { code, cause, live, good });
  const [next, effects] = wait({ attempt, route }, code === closeCodes.unauthenticated, delayAfter(event, attempt));
  return [next, [{ do: 'close' }, ...effects]];
}

function delayAfter({ code, reason, random }: LinkEvent & { type: 'closed' }, attempt: number): number {
  const ms = backoffMs(attempt, random);
  // Draining or full: the reason says after how many seconds to come back; spread, since all are told the same.
  if (code === closeCodes.draining)
    return Math.max(ms, Math.min(Number.parseFloat(reason) || 1, 60) * 1000 * (1 + random / 2));
  if (code === closeCodes.tooManyFrames) return Math.max(ms, 5_000);
  return ms;
}

const authorise = (attempt: number, route: Route, force: boolean): [Link, LinkEffect[]] => [
  { phase: 'authorising', attempt, route, force },
  [{ do: 'authorise', force }],
];

const wait = (
  { attempt, route }: { attempt: number; route: Route },
  force: boolean,
  ms: number,
): [Link, LinkEffect[]] => [{ phase: 'waiting', attempt, route, force, ms }, [{ do: 'wait', ms }]];
