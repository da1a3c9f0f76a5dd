import { SharedSlots } from '@messenger/kit';
import { type Bus, type CallContext, call } from '@messenger/messaging';
import { isRefusal, queries, type Refusal, type ReplyOf, type RequestOf, type UserId } from '@messenger/proto';

/** How many deltas one gateway asks for at once: when many devices come back together, they take turns. */
const atOnce = 64;
/** Of them for one user: what many devices of one ask for does not keep others waiting. */
const ofUser = 4;

/** Asks the read model for a page of what a user's device has missed. */
export type SyncAsker = (
  by: UserId,
  request: Omit<RequestOf<typeof queries.sync>, 'by'>,
  context: CallContext,
) => Promise<ReplyOf<typeof queries.sync> | Refusal>;

export function syncAsker(bus: Bus): SyncAsker {
  const slots = new SharedSlots({ all: atOnce, ofOne: ofUser });
  return (by, request, context) =>
    slots.run(by, async () => {
      const answer = await call(bus, queries.sync, { ...request, by }, context);
      return isRefusal(answer) ? answer : answer.value;
    });
}
