import fc from 'fast-check';
import type { Engine } from '../types.ts';
import type { FakeServer, Faults } from './fake-server.ts';

export type Step = (server: FakeServer, engine: Engine) => void;

const chat = fc.nat({ max: 2 });
const chatOf = (server: FakeServer, index: number) => [...server.log.chats.keys()][index % server.log.chats.size]!;
/** What is sent to a group may be lost with it. */
const directOf = (server: FakeServer, index: number) => [...server.log.chats.keys()][index]!;
/** What may happen, each with its name. */
export const step: fc.Arbitrary<[string, Step]> = fc.oneof(
  { weight: 6, arbitrary: chat.map((i): [string, Step] => [`receive ${i}`, (s) => receive(s, chatOf(s, i))]) },
  {
    weight: 4,
    arbitrary: chat.map((i): [string, Step] => [`send ${i}`, (s, e) => e.actions.send(directOf(s, i), 'mine')]),
  },
  {
    weight: 2,
    arbitrary: chat.map((i): [string, Step] => [`open ${i}`, (s, e) => void e.actions.openChat(chatOf(s, i))]),
  },
  {
    weight: 2,
    arbitrary: chat.map((i): [string, Step] => [`image ${i}`, (s) => receiveImage(s, chatOf(s, i))]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(chat, fc.constantFrom('open', 'older', 'close'))
      .map(([i, what]): [string, Step] => [`images ${what} ${i}`, (s, e) => lookAtImages(e, what, chatOf(s, i))]),
  },
  fc.constant<[string, Step]>(['cut', (s) => s.cut()]),
  fc.constant<[string, Step]>(['lose an answer', (s) => s.faults.lostAnswers++]),
  fc.constant<[string, Step]>(['reset', (s) => forceReset(s)]),
  fc.nat({ max: 5 }).map((lag): [string, Step] => [`lag ${lag}`, (s) => (s.faults.lag = lag)]),
  fc.boolean().map((down): [string, Step] => [`down ${down}`, (s) => (s.faults.down = down)]),
  fc
    .constantFrom<Faults['sockets']>('open', 'refused', 'silent')
    .map((sockets): [string, Step] => [`sockets ${sockets}`, (s) => blockSockets(s, sockets)]),
  fc
    .array(fc.constantFrom<Faults['pushes'][number]>('once', 'twice', 'never', 'late'), { maxLength: 4 })
    .map((pushes): [string, Step] => [`pushes ${pushes}`, (s) => s.faults.pushes.push(...pushes)]),
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat({ max: 2 }), fc.boolean())
      .map(([i, good]): [string, Step] => [`contact ${i} ${good}`, (s) => changePair(s, i, good)]),
  },
  chat.map((i): [string, Step] => [
    `close ${i}`,
    (s) => s.log.happen(chatOf(s, i), 'chat:updated', peerOf(s), { closed: true }),
  ]),
  fc.constant<[string, Step]>(['new chat', (s) => void s.log.createChat(s.log.peers[0]!)]),
  fc.constant<[string, Step]>(['new group', (s) => void s.log.createGroup()]),
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('edited', 'deleted', 'added', 'removed', 'reply'), chat, fc.nat({ max: 9 }))
      .map(([what, i, back]): [string, Step] => [`${what} ${i} ${back}`, (s) => touch(s, what, chatOf(s, i), back)]),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(chat, fc.nat({ max: 3 }))
      .map(([i, back]): [string, Step] => [`read ${i} ${back}`, (s, e) => readHere(s, e, chatOf(s, i), back)]),
  },
  chat.map((i): [string, Step] => [`read elsewhere ${i}`, (s) => readElsewhere(s, chatOf(s, i))]),
  fc
    .tuple(chat, fc.boolean())
    .map(([i, read]): [string, Step] => [`peer has ${i} ${read}`, (s) => peerHas(s, chatOf(s, i), read)]),
  chat.map((i): [string, Step] => [`settings ${i}`, (s) => mute(s, chatOf(s, i))]),
  fc
    .nat({ max: 2 })
    .map((i): [string, Step] => [`rename ${i}`, (s) => s.log.rename(s.log.peers[i]!, `peer at ${s.log.seq}`)]),
  {
    weight: 4,
    arbitrary: fc
      .constantFrom<GroupChange>('name', 'join', 'leave', 'owner', 'me', 'delete')
      .map((what): [string, Step] => [`group ${what}`, (s) => changeGroup(s, what)]),
  },
);

const peerOf = ({ log }: FakeServer) => log.peers[0]!.id;

/** Something happens to one of the last messages of a chat. */
function touch({ log }: FakeServer, what: string, chatId: string, back: number): void {
  const [peer, other] = [log.peers[0]!.id, log.peers[1]!.id];
  const message = log.chats
    .get(chatId)!
    .messages.filter(({ kind, deletedAt }) => kind === 'user' && !deletedAt)
    .at(-1 - back);
  if (!message) return;
  const at = new Date(Date.parse(message.sentAt) + 500).toISOString();
  const messageId = message.id;
  const had = message.reactions.some(({ userIds }) => userIds.includes(other));
  if (what === 'edited')
    log.happen(chatId, 'message:edited', peer, { messageId, text: `edit ${log.seq}`, editedAt: at });
  else if (what === 'deleted') log.happen(chatId, 'message:deleted', peer, { messageId, deletedAt: at });
  else if (what === 'reply') log.send(chatId, peer, crypto.randomUUID(), 'reply', { replyTo: messageId });
  else if (what === 'added' && !had)
    log.happen(chatId, 'reaction:added', other, { messageId, emoji: '🎉', userId: other });
  else if (what === 'removed' && had)
    log.happen(chatId, 'reaction:removed', other, { messageId, emoji: '🎉', userId: other });
}

function readHere({ log }: FakeServer, engine: Engine, chatId: string, back: number): void {
  engine.actions.markRead(chatId, log.chats.get(chatId)!.chat.lastOrdinal - back);
}

function readElsewhere({ log }: FakeServer, chatId: string): void {
  const { lastOrdinal, readUpTo } = log.chats.get(chatId)!.chat;
  if (readUpTo < lastOrdinal) log.tell(chatId, 'chat:read', { upTo: readUpTo + 1 });
}

function peerHas({ log }: FakeServer, chatId: string, read: boolean): void {
  const { chat } = log.chats.get(chatId)!;
  if (chat.kind === 'group') return;
  log.tell(chatId, read ? 'message:read' : 'message:delivered', {
    upTo: chat.lastOrdinal,
    userId: peerOf({ log } as FakeServer),
  });
}

function mute({ log }: FakeServer, chatId: string): void {
  const settings = { muted: true, mutedUntil: null, notify: log.seq % 2 ? 'all' : 'none' };
  log.tell(chatId, 'chat:settings', { settings });
}

type GroupChange = 'name' | 'join' | 'leave' | 'owner' | 'me' | 'delete';

/** To the group that was made last. Chats that the steps count on stay. */
function changeGroup({ log }: FakeServer, what: GroupChange): void {
  const known = [...log.chats.values(), ...log.left.values()].filter(({ chat }) => chat.kind === 'group').at(-1)?.chat;
  if (!known) return;
  const { id } = known;
  if (what === 'me') log.moveMe(id);
  if (what === 'me' || !log.chats.has(id)) return;
  const third = log.peers[2]!.id;
  const isIn = known.members!.some(({ userId }) => userId === third);
  const by = log.peers[0]!.id;
  if (what === 'name') log.happen(id, 'chat:updated', by, { name: `Group ${log.seq}` });
  else if (what === 'delete' && log.seq % 3 === 0) log.happen(id, 'chat:deleted', by, {});
  else if (what === 'join' && !isIn) {
    log.happen(id, 'member:added', by, { members: [{ userId: third, role: 'member', joinedAt: known.createdAt }] });
  } else if (what === 'leave' && isIn && known.ownerId !== third)
    log.happen(id, 'member:removed', by, { userId: third });
  else if (what === 'owner' && isIn) log.happen(id, 'member:role', by, { userId: third, role: 'owner' });
}

function forceReset(server: FakeServer): void {
  server.faults.reset = true;
  server.cut();
}

function blockSockets(server: FakeServer, sockets: Faults['sockets']): void {
  server.faults.sockets = sockets;
  if (sockets !== 'open') server.cut();
}

export function receive(server: FakeServer, chatId: string): void {
  server.log.send(chatId, server.log.peers[0]!.id, crypto.randomUUID(), 'theirs');
}

/** Another member sends an image. */
export function receiveImage({ log }: FakeServer, chatId: string): string {
  const id = crypto.randomUUID();
  log.send(chatId, log.peers[0]!.id, id, '', { attachmentIds: [log.upload(1).id] });
  return id;
}

function lookAtImages({ actions }: Engine, what: string, chatId: string): void {
  if (what === 'open') void actions.openImages(chatId);
  else if (what === 'older') void actions.loadOlderImages(chatId);
  else actions.closeImages(chatId);
}

/** The next that can become of a pair: asked, and accepted or not, and removed. */
function changePair({ log }: FakeServer, index: number, good: boolean): void {
  const peer = log.peers[index]!;
  if (log.contacts.has(peer.id)) log.stand('removed', peer);
  else if (log.requests.has(peer.id)) log.stand(good ? 'accepted' : 'rejected', peer);
  else log.stand('requested', peer);
}
