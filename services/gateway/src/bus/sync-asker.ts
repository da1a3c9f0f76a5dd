import { SharedSlots, TimedOut } from '@messenger/kit';
import { type Bus, type CallContext, call } from '@messenger/messaging';
import {
  isRefusal,
  queries,
  type Refusal,
  type ReplyOf,
  type RequestOf,
  type UserId,
  unavailable,
} from '@messenger/proto';

/** How many deltas one gateway asks for at once: when many devices come back together, they take turns. */
const atOnce = 64;
/** Of them for one user: what many devices of one ask for does not keep others waiting. */
const ofUser = 4;

type Request = RequestOf<typeof queries.sync>;
type Answer = ReplyOf<typeof queries.sync> | Refusal;
/** `signal`: aborted when the device is gone; `patienceMs`: how long it waits for its turn. */
type Waits = { signal: AbortSignal; patienceMs: number };

/** Asks the read model for a page of what a user's device has missed; unavailable where its turn does not come in time. */
export type SyncAsker = (
  by: UserId,
  request: Omit<Request, 'by'>,
  context: CallContext,
  waits: Waits,
) => Promise<Answer>;

export type AskReadModel = (request: Request, context: CallContext) => Promise<Answer>;

export const askReadModel =
  (bus: Bus): AskReadModel =>
  async (request, context) => {
    const answer = await call(bus, queries.sync, request, context);
    return isRefusal(answer) ? answer : answer.value;
  };

export function syncAsker(ask: AskReadModel): SyncAsker {
  const slots = new SharedSlots({ all: atOnce, ofOne: ofUser });
  return async (by, request, context, { signal, patienceMs }) => {
    const work = async () => (signal.aborted ? unavailable() : ask({ ...request, by }, context));
    try {
      return await slots.run(by, work, patienceMs);
    } catch (error) {
      if (error instanceof TimedOut) return unavailable();
      throw error;
    }
  };
}
