import { closeCodes } from '@messenger/proto/limits';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { idle, type Link, type LinkEvent, step } from './link.ts';

const run = (...events: LinkEvent[]) => events.reduce<Link>((link, event) => step(link, event)[0], idle);
const toLive: LinkEvent[] = [
  { type: 'start' },
  { type: 'token', token: 't' },
  { type: 'opened' },
  { type: 'welcomed' },
  { type: 'ready', now: 0 },
];
const closed = (more: Partial<LinkEvent & { type: 'closed' }> = {}): LinkEvent => ({
  type: 'closed',
  code: 1006,
  reason: '',
  now: 0,
  random: 1,
  ...more,
});

test('from start to live', () => {
  expect(run(...toLive)).toEqual({ phase: 'live', attempt: 0, since: 0 });
});

test('failures are waited out longer and longer; a good connection ends the row', () => {
  const failing: LinkEvent[] = [{ type: 'token', token: 't' }, closed(), { type: 'retry' }];
  const waits = [1, 2, 3, 4].map((n) => run({ type: 'start' }, ...Array(n).fill(failing).flat().slice(0, -1)));
  expect(waits.map((link) => link.phase === 'waiting' && link.ms)).toEqual([500, 1_000, 2_000, 4_000]);
  expect(run(...toLive, closed({ now: 20_000 }))).toMatchObject({ phase: 'waiting', attempt: 0, ms: 500 });
});

test('a draining server says when to come back, a refused token is replaced', () => {
  const draining = run(...toLive, closed({ code: closeCodes.draining, reason: '5', random: 0 }));
  expect(draining).toMatchObject({ phase: 'waiting', ms: 5_000 });
  const refused = run(...toLive, closed({ code: closeCodes.unauthenticated }), { type: 'retry' });
  expect(refused).toEqual({ phase: 'authorising', attempt: 1, force: true });
});

test('waking ends the waiting, and probes a live connection', () => {
  expect(run(...toLive, closed(), { type: 'wake' }).phase).toBe('authorising');
  expect(step(run(...toLive), { type: 'wake' })[1]).toEqual([{ do: 'probe' }]);
});

test('whatever happens: every phase but idle and live has a way on, and stop always stops', () => {
  const event = fc.oneof(
    ...(['start', 'opened', 'welcomed', 'retry', 'wake'] as const).map((type) => fc.constant({ type })),
    fc.constant({ type: 'token', token: 't' } as const),
    fc.record({ type: fc.constant('tokenFailed' as const), random: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ type: fc.constant('ready' as const), now: fc.nat() }),
    fc.record({
      type: fc.constant('closed' as const),
      code: fc.constantFrom(1000, 1006, ...Object.values(closeCodes)),
      reason: fc.constantFrom('', '3', 'x'),
      now: fc.nat(),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
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
        }
        if (next.phase === 'waiting') expect(next.ms).toBeLessThanOrEqual(90_000);
        link = next;
      }
      expect(step(link, { type: 'stop' })[0]).toEqual(idle);
    }),
  );
});
