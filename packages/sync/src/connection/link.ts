import { closeCodes } from '@messenger/proto/limits';
import { backoffMs } from '../backoff.ts';

/**
 * The connection to the server as an explicit state machine: `step` is pure, `connection.ts` does what it asks.
 *
 *   idle ─start─▶ authorising ─token─▶ opening ─opened─▶ greeting ─welcomed─▶ catchingUp ─ready─▶ live
 *                     ▲                   └────────────── closed, or nothing for too long ───────────┤
 *                     └──────────── retry, wake ──────────────── waiting ◀─────────────────────────────┘
 */
export type Link =
  | { phase: 'idle' }
  | { phase: 'authorising'; attempt: number; force: boolean }
  | { phase: 'opening' | 'greeting' | 'catchingUp'; attempt: number; token: string }
  | { phase: 'live'; attempt: number; since: number }
  | { phase: 'waiting'; attempt: number; force: boolean; ms: number };

/** `now`: monotonic ms; `random`: 0 to 1, for the back-off. */
export type LinkEvent =
  | { type: 'start' }
  | { type: 'stop' }
  | { type: 'token'; token: string }
  | { type: 'tokenFailed'; random: number }
  | { type: 'opened' }
  | { type: 'welcomed' }
  | { type: 'ready'; now: number }
  | { type: 'closed'; code: number; reason: string; now: number; random: number }
  | { type: 'retry' }
  /** Back online, back in view, or asked by the user. */
  | { type: 'wake' };

export type LinkEffect =
  | { do: 'authorise'; force: boolean }
  | { do: 'open' }
  | { do: 'greet'; token: string }
  | { do: 'close' }
  /** Come back with `retry`. */
  | { do: 'wait'; ms: number }
  /** Come back with `closed` unless the phase changes before. */
  | { do: 'deadline'; ms: number }
  | { do: 'probe' };

/** How long each phase may last. Catching up may take long for who was away for long: there only silence ends it. */
const deadlines = { opening: 10_000, greeting: 25_000 } as const;
/** A connection that lasted this long was a good one: the next attempt starts without delay. */
const goodAfterMs = 10_000;

export const idle: Link = { phase: 'idle' };

export function step(link: Link, event: LinkEvent): [Link, LinkEffect[]] {
  switch (event.type) {
    case 'start':
      return link.phase === 'idle' ? authorise(0, false) : [link, []];
    case 'stop':
      return [idle, [{ do: 'close' }]];
    case 'token':
      if (link.phase !== 'authorising') return [link, []];
      return [
        { phase: 'opening', attempt: link.attempt, token: event.token },
        [{ do: 'open' }, { do: 'deadline', ms: deadlines.opening }],
      ];
    case 'tokenFailed':
      return link.phase === 'authorising'
        ? wait(link.attempt, link.force, backoffMs(link.attempt, event.random))
        : [link, []];
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
      if (link.phase !== 'greeting') return [link, []];
      return [{ ...link, phase: 'catchingUp' }, []];
    case 'ready':
      if (link.phase !== 'catchingUp') return [link, []];
      return [{ phase: 'live', attempt: link.attempt, since: event.now }, []];
    case 'closed':
      return closed(link, event);
    case 'retry':
      return link.phase === 'waiting' ? authorise(link.attempt + 1, link.force) : [link, []];
    case 'wake':
      if (link.phase === 'waiting') return authorise(link.attempt + 1, link.force);
      return [link, link.phase === 'live' ? [{ do: 'probe' }] : []];
  }
}

function closed(link: Link, event: LinkEvent & { type: 'closed' }): [Link, LinkEffect[]] {
  if (link.phase === 'idle' || link.phase === 'waiting' || link.phase === 'authorising') return [link, []];
  const good = link.phase === 'live' && event.now - link.since >= goodAfterMs;
  const attempt = good ? 0 : link.attempt;
  const force = event.code === closeCodes.unauthenticated;
  const [next, effects] = wait(attempt, force, delayAfter(event, attempt));
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

const authorise = (attempt: number, force: boolean): [Link, LinkEffect[]] => [
  { phase: 'authorising', attempt, force },
  [{ do: 'authorise', force }],
];

const wait = (attempt: number, force: boolean, ms: number): [Link, LinkEffect[]] => [
  { phase: 'waiting', attempt, force, ms },
  [{ do: 'wait', ms }],
];
