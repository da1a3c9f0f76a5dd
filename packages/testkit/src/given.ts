import type { Aggregated, Decider } from '@messenger/event-store';
import { isRefusal, type RefusalCode } from '@messenger/proto';
import { expect } from 'vitest';

/**
 * given / when / then for a decider: the events that happened, the command, what it must come to. The events are
 * folded with the decider's own `evolve`, so the specs outlive every change of the state's shape.
 */
export function given<State, Command, Event extends Aggregated>(
  decider: Decider<State, Command, Event>,
  ...events: Event[]
) {
  const state = events.reduce(decider.evolve, decider.initial);
  return {
    state,
    when(command: Command) {
      const decision = decider.decide(state, command);
      return {
        thenEvent(type: Event['type'], data: unknown = expect.anything()) {
          expect(decision).toMatchObject({ type, data });
        },
        thenRefused(code: RefusalCode) {
          expect(isRefusal(decision) ? decision.code : decision).toBe(code);
        },
        thenNothing() {
          expect(decision).toBeUndefined();
        },
      };
    },
  };
}
