import { newId } from '@messenger/kit';
import type { Chat, Message } from '@messenger/proto';
import { type Frame, type WireSocket, WireUser } from '@messenger/testkit';
import { describe, expect, test } from 'vitest';
import { reduce, type Shown } from './reducer.ts';
import { sharedSystem } from './shared-system.ts';

const whole = sharedSystem();

async function read(user: WireUser, chatId: string): Promise<Shown> {
  const { chat } = await user.must<{ chat: Chat }>('GET', `/api/chats/${chatId}`);
  const { messages } = await user.must<{ messages: Message[] }>('GET', `/api/chats/${chatId}/messages`);
  return { chat, messages };
}

/** Absent and null say the same of a message that was not edited or deleted. */
function plain({ chat, messages }: Shown): Shown {
  const bare = (message: Message | null) =>
    message && (JSON.parse(JSON.stringify(message, (_, value) => (value === null ? undefined : value))) as Message);
  return { chat: { ...chat, lastMessage: bare(chat.lastMessage) }, messages: messages.map((m) => bare(m)!) };
}

type Scene = {
  owner: WireUser;
  watcher: WireUser;
  third: WireUser;
  newcomer: WireUser;
  chatId: string;
  theirs: string;
  mine: string;
};

async function people(): Promise<Pick<Scene, 'owner' | 'watcher' | 'third' | 'newcomer'>> {
  const [owner, watcher, third, newcomer] = await Promise.all(
    ['owner', 'watcher', 'third', 'newcomer'].map((name) => WireUser.register(whole.url, name)),
  );
  for (const other of [watcher, third, newcomer]) await owner!.befriend(other!);
  return { owner: owner!, watcher: watcher!, third: third!, newcomer: newcomer! };
}

async function group(): Promise<Scene> {
  const cast = await people();
  const memberIds = [cast.watcher.id, cast.third.id];
  const { chat } = await cast.owner.must<{ chat: Chat }>('POST', '/api/chats/group', { name: 'Crew', memberIds });
  return { ...cast, chatId: chat.id, ...(await talked(cast, chat.id)) };
}

async function direct(): Promise<Scene> {
  const cast = await people();
  const chat = await cast.owner.directChat(cast.watcher);
  return { ...cast, chatId: chat.id, ...(await talked(cast, chat.id)) };
}

async function talked({ owner, watcher }: Pick<Scene, 'owner' | 'watcher'>, chatId: string) {
  const theirs = await owner.send(chatId, 'theirs');
  const mine = await watcher.send(chatId, 'mine');
  return { theirs: theirs.messageId, mine: mine.messageId };
}

const in_ = (path: string) => (s: Scene) =>
  path.replace('{chat}', s.chatId).replace('{theirs}', s.theirs).replace('{mine}', s.mine);
const act =
  (who: 'owner' | 'watcher' | 'third', method: string, path: string, body?: unknown | ((s: Scene) => unknown)) =>
  (s: Scene) =>
    s[who].must(
      method,
      in_(path)(s).replace('{third}', s.third.id).replace('{newcomer}', s.newcomer.id),
      typeof body === 'function' ? body(s) : body,
    );
const say = () => ({ messageId: newId(), text: 'hello **there**' });
const reply = (s: Scene) => ({ messageId: newId(), text: 'a reply', replyTo: s.theirs });

/** The push, in which kind of chat, and what brings it about. */
const table: [string, typeof group, (scene: Scene) => Promise<unknown>][] = [
  ['message:new', group, act('owner', 'POST', '/api/chats/{chat}/messages', say)],
  ['message:new', direct, act('owner', 'POST', '/api/chats/{chat}/messages', say)],
  ['message:edited', group, act('owner', 'PUT', '/api/messages/{theirs}', { text: 'corrected' })],
  ['message:deleted', group, act('owner', 'DELETE', '/api/messages/{theirs}')],
  ['message:deleted', direct, act('watcher', 'DELETE', '/api/messages/{mine}')],
  ['reaction:added', group, act('third', 'POST', '/api/messages/{mine}/reactions', { emoji: '🎉' })],
  ['reaction:added', direct, act('watcher', 'POST', '/api/messages/{theirs}/reactions', { emoji: '👍🏽' })],
  [
    'chat:updated',
    group,
    act('owner', 'PUT', '/api/chats/{chat}', () => ({ name: 'Renamed', slug: `s-${newId().slice(-12)}` })),
  ],
  ['chat:updated', direct, (s) => s.owner.must('DELETE', `/api/contacts/${s.watcher.id}`)],
  [
    'member:added',
    group,
    act('owner', 'POST', '/api/chats/{chat}/members', (s: Scene) => ({ userIds: [s.newcomer.id] })),
  ],
  ['member:removed', group, act('owner', 'DELETE', '/api/chats/{chat}/members/{third}')],
  ['member:left', group, act('owner', 'POST', '/api/chats/{chat}/leave')],
  ['member:role', group, act('owner', 'PUT', '/api/chats/{chat}/members/{third}', { role: 'admin' })],
  ['member:role', group, act('owner', 'PUT', '/api/chats/{chat}/members/{third}', { role: 'owner' })],
  ['chat:settings', group, act('watcher', 'PUT', '/api/chats/{chat}/settings', { muted: true, notify: 'mentions' })],
  ['chat:read', group, act('watcher', 'POST', '/api/chats/{chat}/read', { upTo: 2 })],
  ['message:read', direct, act('owner', 'POST', '/api/chats/{chat}/read', { upTo: 2 })],
  ['message:read', group, act('third', 'POST', '/api/chats/{chat}/read', { upTo: 2 })],
];

describe('state before + push = state read afresh after', () => {
  test.for(table)('%s', async ([type, scene, cause]) => {
    const made = await scene();
    const { watcher, chatId } = made;
    const socket = await watcher.connect();
    await socket.ready();
    let shown = await settled(watcher, chatId, socket);
    await cause(made);
    const pushed = await socket.until((frame) => frame.type === type && frame.chatId === chatId, type);
    for (const frame of socket.frames.slice(shown.seen))
      if (frame.chatId === chatId) shown = { ...shown, state: reduce(shown.state, frame, watcher.id) };
    expect(pushed.cursor).toBeTypeOf('string');
    await fresh(made, shown.state);
    socket.close();
  });

  test('reaction:removed', async () => {
    const made = await group();
    made.third.position = made.watcher.position;
    for (const user of [made.third, made.watcher])
      await user.must('POST', `/api/messages/${made.theirs}/reactions`, { emoji: '🎉' });
    await sameAfter(made, 'reaction:removed', () =>
      made.third.must('DELETE', `/api/messages/${made.theirs}/reactions/${encodeURIComponent('🎉')}`),
    );
  });

  test.each(['member:removed', 'member:left'])('%s of one of all who had read it', async (type) => {
    const made = await group();
    for (const reader of [made.owner, made.third]) {
      reader.position = made.watcher.position;
      await reader.must('POST', `/api/chats/${made.chatId}/read`, { upTo: 2 });
      made.watcher.position = reader.position;
    }
    await sameAfter(made, type, () =>
      type === 'member:left'
        ? made.third.must('POST', `/api/chats/${made.chatId}/leave`)
        : made.owner.must('DELETE', `/api/chats/${made.chatId}/members/${made.third.id}`),
    );
  });

  test('message:new that is a reply, with its excerpt left to the reader', async () => {
    const made = await direct();
    const socket = await made.watcher.connect();
    await socket.ready();
    await made.owner.must('POST', `/api/chats/${made.chatId}/messages`, reply(made));
    const frame = await socket.until(({ type }) => type === 'message:new', 'the reply');
    expect((frame.data as Message).replyTo).toEqual({ messageId: made.theirs, ordinal: 1, senderId: made.owner.id });
    made.watcher.position = made.owner.position;
    const { messages } = await read(made.watcher, made.chatId);
    expect(messages.at(-1)!.replyTo).toEqual({
      messageId: made.theirs,
      ordinal: 1,
      senderId: made.owner.id,
      excerpt: 'theirs',
    });
    socket.close();
  });

  test('chat:added holds the chat as it is read; chat:removed and chat:deleted leave nothing', async () => {
    const made = await group();
    const socket = await made.newcomer.connect();
    await socket.ready();
    await made.owner.must('POST', `/api/chats/${made.chatId}/members`, { userIds: [made.newcomer.id] });
    const added = await socket.until(({ type }) => type === 'chat:added', 'chat:added');
    made.newcomer.position = made.owner.position;
    const before = await read(made.newcomer, made.chatId);
    expect(plain({ chat: (added.data as { chat: Chat }).chat, messages: [] }).chat).toEqual(plain(before).chat);
    await made.owner.must('DELETE', `/api/chats/${made.chatId}/members/${made.newcomer.id}`);
    await socket.until(({ type }) => type === 'chat:removed', 'chat:removed');
    made.newcomer.position = made.owner.position;
    expect((await made.newcomer.request('GET', `/api/chats/${made.chatId}`)).status).toBe(404);
    const watching = await made.watcher.connect();
    await watching.ready();
    await made.owner.must('DELETE', `/api/chats/${made.chatId}`);
    await watching.until(({ type }) => type === 'chat:deleted', 'chat:deleted');
    made.watcher.position = made.owner.position;
    expect((await made.watcher.request('GET', `/api/chats/${made.chatId}`)).status).toBe(404);
    for (const open of [socket, watching]) open.close();
  });

  test('contact:* and user:updated', async () => {
    const [ann, bob] = await Promise.all([WireUser.register(whole.url, 'ann'), WireUser.register(whole.url, 'bob')]);
    const socket = await bob.connect();
    await socket.ready();
    const got = async (type: string) =>
      (await socket.until((frame) => frame.type === type, type)).data as { id: string; user: unknown };
    const lists = async () => {
      bob.position = ann.position;
      const requests = await bob.must<{ incoming: { id: string; user: unknown }[] }>('GET', '/api/contacts/requests');
      const { contacts } = await bob.must<{ contacts: { user: unknown }[] }>('GET', '/api/contacts');
      return { incoming: requests.incoming, contacts };
    };
    const { request } = await ann.must<{ request: { id: string } }>('POST', '/api/contacts/requests', {
      userId: bob.id,
    });
    const asked = await got('contact:requested');
    expect((await lists()).incoming).toMatchObject([{ id: asked.id, user: asked.user }]);
    await bob.must('POST', `/api/contacts/requests/${request.id}/accept`);
    const accepted = await got('contact:accepted');
    ann.position = bob.position;
    expect(await lists()).toMatchObject({ incoming: [], contacts: [{ user: accepted.user }] });
    await ann.must('PUT', '/api/users/me', { displayName: 'Ann the Second' });
    const { user } = await got('user:updated');
    expect((await lists()).contacts).toMatchObject([{ user }]);
    const own = await ann.connect();
    await own.ready();
    await ann.must('PUT', '/api/users/me', { presence: 'dnd', readReceipts: false });
    const me = (await own.until((frame) => frame.type === 'user:updated', 'the own settings')).data as { user: object };
    expect((await ann.must<{ user: object }>('GET', '/api/users/me')).user).toMatchObject(me.user);
    expect(me.user).toMatchObject({ presence: 'dnd', readReceipts: false });
    await bob.must('PUT', '/api/users/me', { displayName: 'Bob the Second' });
    await socket.until(({ type, by }) => type === 'user:updated' && by === bob.id, 'what comes after');
    const seen = socket.frames.filter(({ type, by }) => type === 'user:updated' && by === ann.id);
    expect(seen.map(({ data }) => Object.keys((data as { user: object }).user).sort())).toEqual([
      ['avatar', 'displayName', 'id', 'username'],
    ]);
    own.close();
    await ann.must('DELETE', `/api/contacts/${bob.id}`);
    await got('contact:removed');
    expect(await lists()).toEqual({ incoming: [], contacts: [] });
    socket.close();
  });
});

/** What the watcher sees once everything that happened so far has reached it. */
async function settled(watcher: WireUser, chatId: string, socket: WireSocket): Promise<{ state: Shown; seen: number }> {
  const state = await read(watcher, chatId);
  return { state, seen: socket.frames.length };
}

async function sameAfter(made: Scene, type: string, cause: () => Promise<unknown>): Promise<void> {
  const socket = await made.watcher.connect();
  await socket.ready();
  made.watcher.reached(made.third.position!);
  const before = await settled(made.watcher, made.chatId, socket);
  await cause();
  await socket.until((frame: Frame) => frame.type === type, type);
  const after = socket.frames.slice(before.seen).filter(({ chatId }) => chatId === made.chatId);
  await fresh(
    made,
    after.reduce((state, frame) => reduce(state, frame, made.watcher.id), before.state),
  );
  socket.close();
}

/** Reads afresh at the newest position that anyone was given, and compares. */
async function fresh({ owner, watcher, third, chatId }: Scene, expected: Shown): Promise<void> {
  // The watcher's own first: it is what is replaced.
  for (const position of [watcher, owner, third].map((user) => user.position)) {
    watcher.position = position;
    await watcher.request('GET', `/api/chats/${chatId}`);
  }
  expect(plain(await read(watcher, chatId))).toEqual(plain(expected));
}
