import type { Decider, Proposed } from '@messenger/event-store';
import {
  type ContactCommand,
  type ContactEvent,
  notFound,
  type Refusal,
  refuse,
  type UserCard,
} from '@messenger/proto';
import { evolve, isParty, noPair, type PairState } from './state.ts';

/** A request carries the cards of both, as their own subjects say at that time. */
export type PreparedContactCommand = ContactCommand & { cards?: { me: UserCard; other: UserCard } };
type Decision = Proposed<ContactEvent> | Refusal | undefined;

export const contactDecider: Decider<PairState, PreparedContactCommand, ContactEvent> = {
  initial: noPair,
  evolve,
  decide,
};

function decide(pair: PairState, command: PreparedContactCommand): Decision {
  const answered = pair.answered.find(({ id }) => id === command.commandId);
  if (answered && isParty(pair, command.by)) {
    return answered.by === command.by ? undefined : refuse('id_reused', 'This command id is taken.');
  }
  switch (command.type) {
    case 'RequestContact':
      return request(pair, command);
    case 'AcceptContact':
      if (pair.standing === 'contacts' && isParty(pair, command.by)) return undefined;
      if (pair.standing !== 'pending' || pair.recipient?.id !== command.by) return notFound();
      return parties('ContactAccepted', pair);
    case 'DeclineContact':
      if (pair.standing !== 'pending' || !isParty(pair, command.by)) return notFound();
      return parties(pair.recipient?.id === command.by ? 'ContactRejected' : 'ContactWithdrawn', pair);
    case 'RemoveContact':
      if (pair.standing !== 'contacts' || !isParty(pair, command.by)) return notFound();
      return parties('ContactRemoved', pair);
  }
}

function request(pair: PairState, { by, cards }: PreparedContactCommand): Decision {
  if (!cards) return notFound();
  if (pair.standing === 'contacts') return refuse('already_contacts', 'You are contacts already.');
  if (pair.standing === 'pending') {
    return pair.requester?.id === by ? undefined : parties('ContactAccepted', pair);
  }
  return { type: 'ContactRequested', v: 1, data: { requester: cards.me, recipient: cards.other } };
}

function parties(
  type: 'ContactAccepted' | 'ContactRejected' | 'ContactWithdrawn' | 'ContactRemoved',
  { requester, recipient }: PairState,
): Decision {
  if (!requester || !recipient) return notFound();
  return { type, v: 1, data: { requester, recipient } };
}
