import { closeCodes } from '@messenger/proto/limits';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cause, idle, type Link, type LinkEvent, step } from './link.ts';
import type { Via } from './wire.ts';

const run = (...events: LinkEvent[]) => events.reduce<Link>((link, event) => step(link, event)[0], idle);
const toLive: LinkEvent[] = [
  { type: 'start' },
  { type: 'token', token: 't' },
  { type: 'opened' },
  { type: 'welcomed' },
  { type: 'ready', now: 0, random: 0 },
];
const closed = (more: Partial<LinkEvent & { type: 'closed' }> = {}): LinkEvent => ({
  type: 'closed',
  code: 1006,
  reason: '',
  now: 0,
  random: 1,
  ...more,
});

const failing: LinkEvent[] = [{ type: 'token', token: 't' }, closed(), { type: 'retry' }];
const route = (via: Via, strikes: number) => ({ via, strikes });
const times = <T>(n: number, events: T[]): T[] => Array<T[]>(n).fill(events).flat();

test('from start to live', () => {
  expect(run(...toLive)).toMatchObject({ phase: 'live', attempt: 0, since: 0, route: route('socket', 0) });
});

test('failures are waited out longer and longer; a good connection ends the row', () => {
  const waits = [1, 2, 3, 4].map((n) => run({ type: 'start' }, ...times(n, failing).slice(0, -1)));
  expect(waits.map((link) => link.phase === 'waiting' && link.ms)).toEqual([500, 1_000, 2_000, 4_000]);
  expect(run(...toLive, closed({ now: 20_000 }))).toMatchObject({ phase: 'waiting', attempt: 0, ms: 500 });
});

test('a draining server says when to come back, a refused token is replaced', () => {
  const draining = run(...toLive, closed({ code: closeCodes.draining, reason: '5', random: 0 }));
  expect(draining).toMatchObject({ phase: 'waiting', ms: 5_000 });
  const refused = run(...toLive, closed({ code: closeCodes.unauthenticated }), { type: 'retry' });
  expect(refused).toMatchObject({ phase: 'authorising', attempt: 1, force: true });
});

test('waking ends the waiting, and probes a live connection', () => {
  expect(run(...toLive, closed(), { type: 'wake' }).phase).toBe('authorising');
  expect(step(run(...toLive), { type: 'wake' })[1]).toEqual([{ do: 'probe' }]);
});

test('a socket that fails three times in a row is given up for polls', () => {
  const vias = [0, 1, 2, 3, 4, 5, 6].map((n) => run({ type: 'start' }, ...times(n, failing)));
  // Polls that do not come to life either: by turns.
  expect(vias.map((link) => link.phase === 'authorising' && link.route.via)).toEqual([
    ...['socket', 'socket', 'socket'],
    ...['poll', 'socket', 'poll', 'socket'],
  ]);
});

test.each([
  ['that may not be opened', [closed({ cause: 'barred' })]],
  ['that is silent', [{ type: 'opened' }, closed({ cause: 'silent' })]],
] as [string, LinkEvent[]][])('a socket %s is given up for polls at once', (_, end) => {
  expect(run({ type: 'start' }, { type: 'token', token: 't' }, ...end)).toMatchObject({ route: { via: 'poll' } });
});

test('what the server says over a socket, and a good connection that breaks, say nothing against sockets', () => {
  const draining = closed({ code: closeCodes.draining, reason: '1' });
  const again: LinkEvent[] = [...toLive.slice(1), draining, { type: 'retry' }];
  expect(run({ type: 'start' }, ...times(5, again))).toMatchObject({ route: route('socket', 0) });
  const broken = closed({ now: 20_000, cause: 'silent' });
  expect(run({ type: 'start' }, ...times(2, failing), ...toLive.slice(1), broken)).toMatchObject({
    route: route('socket', 1),
  });
});

const toPolls: LinkEvent[] = [{ type: 'start' }, ...times(3, failing), ...toLive.slice(1)];

test('beside live polls a socket is tried, at least every 45 s; once welcomed it takes over, on trial', () => {
  const [polls, first] = step(run(...toPolls.slice(0, -1)), toPolls.at(-1)!);
  expect(first).toEqual([{ do: 'trySocket', ms: 2_500 }]);
  const [, later] = step(run(...toPolls, ...times(9, [{ type: 'probeFailed', random: 1 }] as LinkEvent[])), {
    type: 'probeFailed',
    random: 1,
  });
  expect(later).toEqual([{ do: 'trySocket', ms: 45_000 }]);
  expect(step(polls, { type: 'wake' })[1]).toContainEqual({ do: 'trySocket', ms: 0 });
  const [taken, effects] = step(polls, { type: 'probed' });
  expect([taken.phase, effects]).toEqual(['catchingUp', [{ do: 'adopt' }]]);
  expect(step(taken, closed())[0]).toMatchObject({ phase: 'waiting', route: { via: 'poll' } });
  expect(run(...toPolls, closed())).toMatchObject({ phase: 'waiting', route: { via: 'poll' } });
});

test('whatever happens: every phase but idle and live has a way on, and stop always stops', () => {
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });
  const event = fc.oneof(
    ...(['start', 'opened', 'welcomed', 'retry', 'wake', 'probed'] as const).map((type) => fc.constant({ type })),
    fc.constant({ type: 'token', token: 't' } as const),
    fc.record({ type: fc.constantFrom('tokenFailed' as const, 'probeFailed' as const), random: fraction }),
    fc.record({ type: fc.constant('ready' as const), now: fc.nat(), random: fraction }),
    fc.record({
      type: fc.constant('closed' as const),
      code: fc.constantFrom(1000, 1006, ...Object.values(closeCodes)),
      reason: fc.constantFrom('', '3', 'x'),
      cause: fc.constantFrom<Cause>('closed', 'silent', 'barred'),
      now: fc.nat(),
      random: fraction,
    }),
  );
  fc.assert(
    fc.property(fc.array(event), (events) => {
      let link = idle;
      for (const each of events) {
        const before = link;
        const [next, effects] = step(link, each);
        if (next.phase !== before.phase) {
          const asked = effects.map((effect) => effect.do);
          if (next.phase === 'authorising') expect(asked).toContain('authorise');
          if (next.phase === 'waiting') expect(asked).toContain('wait');
          if (['opening', 'greeting'].includes(next.phase)) expect(asked).toContain('deadline');
          if (next.phase === 'live' && next.route.via === 'poll') expect(asked).toContain('trySocket');
        }
        if (next.phase === 'waiting') expect(next.ms).toBeLessThanOrEqual(90_000);
        link = next;
      }
      expect(step(link, { type: 'stop' })[0]).toEqual(idle);
    }),
  );
});
