import type { CommandId, ContactEvent, UserCard, UserId } from '@messenger/proto';

/** How a pair stands. `answered` remembers the last commands, whose they were and what they made: a repeated one is no second one. */
export type PairState = {
  standing: 'none' | 'pending' | 'contacts';
  /** Who asked whom, by the last request. */
  requester: UserCard | undefined;
  recipient: UserCard | undefined;
  answered: readonly { id: CommandId; by: UserId; type: ContactEvent['type'] }[];
};

export const noPair: PairState = { standing: 'none', requester: undefined, recipient: undefined, answered: [] };
const answeredKept = 32;

/** The pair after one more event; refuses nothing: what is in the log has happened. */
export function evolve(pair: PairState, event: ContactEvent): PairState {
  const answered = [...pair.answered, { id: event.id, by: event.by, type: event.type }].slice(-answeredKept);
  const { requester, recipient } = event.data;
  switch (event.type) {
    case 'ContactRequested':
      return { standing: 'pending', requester, recipient, answered };
    case 'ContactAccepted':
      return { standing: 'contacts', requester, recipient, answered };
    case 'ContactRejected':
    case 'ContactWithdrawn':
    case 'ContactRemoved':
      return { standing: 'none', requester, recipient, answered };
  }
}

export const isParty = (pair: PairState, userId: UserId): boolean =>
  pair.requester?.id === userId || pair.recipient?.id === userId;

/** How the pair stands for one of the two. */
export function standingFor(pair: PairState, userId: UserId): 'none' | 'outgoing' | 'incoming' | 'contact' {
  if (pair.standing === 'contacts') return 'contact';
  if (pair.standing === 'none') return 'none';
  return pair.requester?.id === userId ? 'outgoing' : 'incoming';
}
