import type { AggregateKind } from '@messenger/event-store';
import { type ContactEvent, directoryStream, subjects } from '@messenger/proto';
import { contactDecider, type PreparedContactCommand } from './decide.ts';
import type { PairState } from './state.ts';

/** One pair of users is one subject of the directory. Pairs are short-lived logs: no snapshots. */
export const contactKind: AggregateKind<PairState, PreparedContactCommand, ContactEvent> = {
  name: 'contact',
  idField: 'pairId',
  streamOf: () => directoryStream,
  subjectOf: subjects.contactEvents,
  decider: contactDecider,
  // Two people and 32 commands.
  bytesOf: () => 5_000,
};
