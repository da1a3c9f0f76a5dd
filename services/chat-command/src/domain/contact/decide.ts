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

/** Whatever becomes of a pair, both are shown as they are now: the cards of both, as their own subjects say. */
export type PreparedContactCommand = ContactCommand & { cards?: { me: UserCard; other: UserCard } };
type Decision = Proposed<ContactEvent> | Refusal | undefined;

export const contactDecider: Decider<PairState, PreparedContactCommand, ContactEvent> = {
  initial: noPair,
  evolve,
  decide,
};

/** The events that a command may have made. */
const eventsOf = {
  RequestContact: ['ContactRequested', 'ContactAccepted'],
  AcceptContact: ['ContactAccepted'],
  DeclineContact: ['ContactRejected', 'ContactWithdrawn'],
  RemoveContact: ['ContactRemoved'],
} as const satisfies Record<ContactCommand['type'], readonly ContactEvent['type'][]>;

function decide(pair: PairState, command: PreparedContactCommand): Decision {
  const answered = pair.answered.find(({ id }) => id === command.commandId);
  if (answered && isParty(pair, command.by)) {
    const made: readonly string[] = eventsOf[command.type];
    const repeated = answered.by === command.by && made.includes(answered.type);
    return repeated ? undefined : refuse('id_reused', 'This command id is taken.');
  }
  switch (command.type) {
    case 'RequestContact':
      return request(pair, command);
    case 'AcceptContact':
      if (pair.standing === 'contacts' && isParty(pair, command.by)) return undefined;
      if (pair.standing !== 'pending' || pair.recipient?.id !== command.by) return notFound();
      return parties('ContactAccepted', pair, command);
    case 'DeclineContact':
      if (pair.standing !== 'pending' || !isParty(pair, command.by)) return notFound();
      return parties(pair.recipient?.id === command.by ? 'ContactRejected' : 'ContactWithdrawn', pair, command);
    case 'RemoveContact':
      if (pair.standing !== 'contacts' || !isParty(pair, command.by)) return notFound();
      return parties('ContactRemoved', pair, command);
  }
}

function request(pair: PairState, command: PreparedContactCommand): Decision {
  const { by, cards } = command;
  if (!cards) return notFound();
  if (pair.standing === 'contacts') return refuse('already_contacts', 'You are contacts already.');
  if (pair.standing === 'pending') {
    return pair.requester?.id === by ? undefined : parties('ContactAccepted', pair, command);
  }
  return { type: 'ContactRequested', v: 1, data: { requester: cards.me, recipient: cards.other } };
}

/** The cards of the request may be old by now, and whoever is told of this takes the latest for true. */
function parties(
  type: 'ContactAccepted' | 'ContactRejected' | 'ContactWithdrawn' | 'ContactRemoved',
  { requester, recipient }: PairState,
  { cards }: PreparedContactCommand,
): Decision {
  if (!requester || !recipient) return notFound();
  const now = (card: UserCard) => [cards?.me, cards?.other].find((each) => each?.id === card.id) ?? card;
  return { type, v: 1, data: { requester: now(requester), recipient: now(recipient) } };
}
