import { describe, expect, test } from 'vitest';
import { actionKinds } from './actions.ts';
import { makeSchedule } from './schedule.ts';

const options = { seed: 42, durationMs: 120_000, clients: 50, actionsPerSecond: 15 };

describe('a schedule', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(makeSchedule(options)).toEqual(makeSchedule(options));
    expect(makeSchedule(options).hash).not.toBe(makeSchedule({ ...options, seed: 43 }).hash);
  });

  test('has every kind of fault and of action even when it is short', () => {
    const { faults, actions } = makeSchedule({ ...options, durationMs: 60_000 });
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(
      new Set([
        ...['kill-service', 'pause-service', 'late-batch', 'kill-nats', 'kill-postgres', 'kill-redis'],
        ...['cut-line', 'delay-line', 'stall-line', 'cut-clients', 'delay-clients', 'stall-clients', 'offline'],
        ...[
          'suspend',
          'slow-consumer',
          'restart-client',
          'crash-client',
          'clock-jump',
          'no-socket',
          'duplicate',
          'reorder',
        ],
      ]),
    );
    const killed = faults.flatMap((fault) => (fault.kind === 'kill-service' ? [fault.service] : []));
    expect(new Set(killed)).toEqual(new Set(['gateway', 'chat-command', 'projection', 'delivery', 'auth']));
    expect(new Set(actions.map(({ kind }) => kind))).toEqual(new Set(actionKinds));
  });

  test('kills each server of a cluster twice in a round', () => {
    const { faults } = makeSchedule({ ...options, durationMs: 60_000, natsNodes: 3 });
    expect(faults.filter(({ kind }) => kind === 'kill-nats')).toHaveLength(6);
    expect(makeSchedule({ ...options, natsNodes: 1 })).toEqual(makeSchedule(options));
  });

  test('keeps within its time, in order of actions, and names only clients there are', () => {
    const { faults, actions, durationMs } = makeSchedule({ ...options, clients: 7 });
    expect(faults.every(({ at }) => at > 0 && at <= durationMs)).toBe(true);
    expect(actions).toEqual(actions.toSorted((a, b) => a.at - b.at));
    const clients = faults.flatMap((fault) => ('clients' in fault ? fault.clients : []));
    for (const client of [...clients, ...actions.map((action) => action.client)]) {
      expect(client).toBeGreaterThanOrEqual(0);
      expect(client).toBeLessThan(7);
    }
  });
});
