import { silentLogger as log } from '@messenger/kit';
import { connectBus, handle, serve } from '@messenger/messaging';
import { type ChatEvent, messageMeta, type ReplyOf, type RequestOf } from '@messenger/proto';
import type { TestStack } from '@messenger/testkit';

export type MetaAsked = RequestOf<typeof messageMeta>;
type Answered = ReplyOf<typeof messageMeta>['message'];

/**
 * Answers `query.message-meta` as projection does, but from the log itself.
 * @param asked takes down every question
 */
export async function readModel(
  stack: TestStack,
  chatEvents: (chatId: string) => Promise<ChatEvent[]>,
  asked: MetaAsked[] = [],
): Promise<AsyncDisposable> {
  await using held = new AsyncDisposableStack();
  const bus = held.use(await connectBus({ ...stack.natsFor('projection'), name: 'projection', log }));
  const endpoints = [
    handle(messageMeta, async (request) => {
      asked.push(request);
      return { message: metaIn(await chatEvents(request.chatId), request) };
    }),
  ];
  held.use(await serve(bus, { name: 'projection', description: 'A read model.', log, endpoints }));
  return held.move();
}

const notices = ['ChatCreated', 'ChatUpdated', 'MembersAdded', 'MemberRemoved', 'MemberLeft', 'MemberRoleChanged'];

function metaIn(events: ChatEvent[], { messageId, reactionsOf }: MetaAsked): Answered {
  const event = events.find(({ id }) => id === messageId);
  if (!event || !(event.type === 'MessageSent' || notices.includes(event.type))) return null;
  const isMessage = event.type === 'MessageSent';
  const reactions = new Set<string>();
  for (const { type, by, data } of events) {
    if (by !== reactionsOf || !('emoji' in data) || data.messageId !== messageId) continue;
    if (type === 'ReactionAdded') reactions.add(data.emoji);
    else reactions.delete(data.emoji);
  }
  return {
    kind: isMessage ? 'user' : 'system',
    senderId: event.by,
    version: event.version,
    ordinal: isMessage ? event.data.ordinal : 0,
    sentAt: event.at,
    deleted: events.some(({ type, data }) => type === 'MessageDeleted' && data.messageId === messageId),
    attachments: isMessage ? event.data.attachments.length : 0,
    reactions: [...reactions],
  };
}
