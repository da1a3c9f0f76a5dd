import { decodeEvent } from '@messenger/event-store';
import { silentLogger as log } from '@messenger/kit';
import { connectBus, handle, serve } from '@messenger/messaging';
import { type ChatEvent, chatStreamOf, messageMeta, type ReplyOf, type RequestOf, subjects } from '@messenger/proto';
import type { TestLog, TestStack } from '@messenger/testkit';

export type MetaAsked = RequestOf<typeof messageMeta>;
type Answered = ReplyOf<typeof messageMeta>['message'];

/**
 * Answers `query.message-meta` as projection does, but from the log itself.
 * @param asked takes down every question
 * @param until what it waits for before it answers
 */
export async function readModel(
  stack: TestStack,
  { events: store }: TestLog,
  asked: MetaAsked[] = [],
  until: () => Promise<void> = async () => {},
): Promise<AsyncDisposable> {
  const followed = new Map<string, { events: ChatEvent[]; seq: number }>();
  const upToDate = async (chatId: string): Promise<ChatEvent[]> => {
    const { events, seq } = followed.get(chatId) ?? { events: [], seq: 0 };
    const subject = subjects.chatEvents(chatId);
    const fresh = await store.read(chatStreamOf(chatId, store.shape), subject, { after: seq });
    const all = [...events, ...fresh.map(({ data }) => decodeEvent(subject, data).event as ChatEvent)];
    followed.set(chatId, { events: all, seq: fresh.at(-1)?.seq ?? seq });
    return all;
  };
  await using held = new AsyncDisposableStack();
  const bus = held.use(await connectBus({ ...stack.natsFor('projection'), name: 'projection', log }));
  const endpoints = [
    handle(messageMeta, async (request) => {
      asked.push(request);
      await until();
      return { message: metaIn(await upToDate(request.chatId), request) };
    }),
  ];
  held.use(await serve(bus, { name: 'projection', description: 'A read model.', log, endpoints }));
  return held.move();
}

const notices = ['ChatCreated', 'ChatUpdated', 'MembersAdded', 'MemberRemoved', 'MemberLeft', 'MemberRoleChanged'];

function metaIn(events: ChatEvent[], { messageId, reactionsOf, edit, reaction }: MetaAsked): Answered {
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
    ...(edit === undefined ? {} : { edit: editIn(events, messageId, edit) }),
    ...(reaction === undefined ? {} : { reaction: reactionIn(events, messageId, reaction) }),
  };
}

function editIn(events: ChatEvent[], messageId: string, edit: string) {
  const made = events.find(
    ({ id, type, data }) => id === edit && type === 'MessageEdited' && data.messageId === messageId,
  );
  return made ? { version: made.version, at: made.at } : null;
}

function reactionIn(events: ChatEvent[], messageId: string, reaction: string) {
  const made = events.find(({ id, data }) => id === reaction && 'emoji' in data && data.messageId === messageId);
  return made ? { added: made.type === 'ReactionAdded', by: made.by, version: made.version, at: made.at } : null;
}
