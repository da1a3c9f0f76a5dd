import type { AggregateKind } from '@messenger/event-store';
import { type ChatEvent, chatStreamOf, subjects } from '@messenger/proto';
import type { ChatDeciderCommand } from './commands.ts';
import { chatDecider } from './decide.ts';
import { type ChatState, chatBytesOf, chatSnapshot } from './state.ts';

/** One chat is one subject of the shard that holds its partition. */
export const chatKind: AggregateKind<ChatState, ChatDeciderCommand, ChatEvent> = {
  name: 'chat',
  idField: 'chatId',
  streamOf: chatStreamOf,
  subjectOf: subjects.chatEvents,
  decider: chatDecider,
  snapshot: chatSnapshot,
  bytesOf: chatBytesOf,
};
