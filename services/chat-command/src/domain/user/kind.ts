import type { AggregateKind } from '@messenger/event-store';
import { directoryStream, subjects, type UserEvent } from '@messenger/proto';
import { type PreparedUserCommand, userDecider } from './decide.ts';
import { type UserState, userSnapshot } from './state.ts';

/** One user is one subject of the directory; auth wrote its first event. */
export const userKind: AggregateKind<UserState, PreparedUserCommand, UserEvent> = {
  name: 'user',
  idField: 'userId',
  streamOf: () => directoryStream,
  subjectOf: subjects.userEvents,
  decider: userDecider,
  snapshot: userSnapshot,
  // 64 commands, and what was set for some chats.
  bytesOf: (user) => 8_000 + (user?.settings.size ?? 0) * 250,
};
