import { newId } from '@messenger/kit';
import type { Chat, ErrorBody } from '@messenger/proto';
import { WireUser } from '@messenger/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { redSquare } from './pages/red-square.ts';
import { sharedSystem } from './shared-system.ts';

/** Everyone who may knock at a group: who they are to it. */
const actors = ['owner', 'admin', 'member', 'removed', 'left', 'stranger'] as const;
type Actor = (typeof actors)[number];
type Cast = Record<Actor | 'otherAdmin' | 'otherMember' | 'newcomer', WireUser>;
type Scene = { chatId: string; cast: Cast; messages: Record<'owner' | 'admin' | 'member' | 'otherMember', string> };
type Act = (actor: WireUser, scene: Scene) => Promise<{ status: number; body: unknown }>;

const whole = sharedSystem();
let cast: Cast;

beforeAll(async () => {
  const names = [...actors, 'otherAdmin', 'otherMember', 'newcomer'] as const;
  const users = await Promise.all(names.map(async (name) => [name, await WireUser.register(whole.url, name)] as const));
  cast = Object.fromEntries(users) as Cast;
  for (const name of names) if (name !== 'owner') await cast.owner.befriend(cast[name]);
  for (const name of ['admin', 'member'] as const) await cast[name].befriend(cast.newcomer);
});

/** A group in which everyone has come to be what they are called. */
async function scene(): Promise<Scene> {
  const { owner, admin, otherAdmin, member, otherMember, removed, left } = cast;
  const memberIds = [admin, otherAdmin, member, otherMember, removed, left].map((user) => user.id);
  const { chat } = await owner.must<{ chat: Chat }>('POST', '/api/chats/group', { name: 'Crew', memberIds });
  for (const { id } of [admin, otherAdmin])
    await owner.must('PUT', `/api/chats/${chat.id}/members/${id}`, { role: 'admin' });
  const messages = Object.fromEntries(
    await Promise.all(
      (['owner', 'admin', 'member', 'otherMember'] as const).map(async (name) => [
        name,
        (await cast[name].send(chat.id, name)).messageId,
      ]),
    ),
  );
  await owner.must('DELETE', `/api/chats/${chat.id}/members/${removed.id}`);
  await left.must('POST', `/api/chats/${chat.id}/leave`);
  // Everyone has seen what happened so far.
  for (const user of Object.values(cast)) user.position = left.position;
  return { chatId: chat.id, cast, messages };
}

async function uploadedBy(user: WireUser, purpose = 'message'): Promise<string> {
  const { status, body } = await user.upload(redSquare, purpose);
  expect(status).toBe(201);
  return body.attachment.id;
}

/** Opens an image of a message that somebody has just sent. */
async function openImage(actor: WireUser, chatId: string, by: WireUser): ReturnType<Act> {
  const attachmentIds = [await uploadedBy(by)];
  await by.must('POST', `/api/chats/${chatId}/messages`, { messageId: newId(), attachmentIds });
  const headers = { authorization: `Bearer ${actor.token}`, 'x-position': by.position ?? '' };
  const answer = await fetch(`${whole.url}/api/attachments/${attachmentIds[0]}/thumbnail`, { headers });
  if (answer.status !== 200) return { status: answer.status, body: await answer.json() };
  return { status: 200, body: await answer.bytes() };
}

/** What each action answers to owner, admin, member, removed, left, stranger. */
const table: [string, Act, readonly [number, number, number, number, number, number]][] = [
  ['read the chat', (a, { chatId }) => a.request('GET', `/api/chats/${chatId}`), [200, 200, 200, 404, 404, 404]],
  [
    'read its messages',
    (a, { chatId }) => a.request('GET', `/api/chats/${chatId}/messages`),
    [200, 200, 200, 404, 404, 404],
  ],
  [
    'read its events',
    (a, { chatId }) => a.request('GET', `/api/chats/${chatId}/events?after=0`),
    [200, 200, 200, 404, 404, 404],
  ],
  [
    'read a message',
    (a, { messages }) => a.request('GET', `/api/messages/${messages.otherMember}`),
    [200, 200, 200, 404, 404, 404],
  ],
  [
    'read its history of edits',
    (a, { messages }) => a.request('GET', `/api/messages/${messages.otherMember}/history`),
    [200, 200, 200, 404, 404, 404],
  ],
  [
    'send',
    (a, { chatId }) => a.request('POST', `/api/chats/${chatId}/messages`, { messageId: newId(), text: 'hi' }),
    [201, 201, 201, 404, 404, 404],
  ],
  [
    'mark as read',
    (a, { chatId }) => a.request('POST', `/api/chats/${chatId}/read`, { upTo: 1 }),
    [204, 204, 204, 404, 404, 404],
  ],
  [
    'mark as delivered',
    (a, { chatId }) => a.request('POST', `/api/chats/${chatId}/delivered`, { upTo: 1 }),
    [204, 204, 204, 404, 404, 404],
  ],
  [
    'change own settings',
    (a, { chatId }) => a.request('PUT', `/api/chats/${chatId}/settings`, { muted: true }),
    [200, 200, 200, 404, 404, 404],
  ],
  [
    'react',
    (a, { messages }) => a.request('POST', `/api/messages/${messages.otherMember}/reactions`, { emoji: '👍' }),
    [204, 204, 204, 404, 404, 404],
  ],
  [
    'open an image of it',
    (a, { chatId, cast: c }) => openImage(a, chatId, c.otherMember),
    [200, 200, 200, 404, 404, 404],
  ],
  [
    "send another's image",
    async (a, { chatId, cast: c }) => {
      const attachmentIds = [await uploadedBy(c.otherMember)];
      return a.request('POST', `/api/chats/${chatId}/messages`, { messageId: newId(), attachmentIds });
    },
    [404, 404, 404, 404, 404, 404],
  ],
  [
    "take another's image for the group's picture",
    async (a, { chatId, cast: c }) =>
      a.request('PUT', `/api/chats/${chatId}`, { avatarId: await uploadedBy(c.otherMember, 'avatar') }),
    [404, 404, 403, 404, 404, 404],
  ],
  [
    "edit another's message",
    (a, { messages }) => a.request('PUT', `/api/messages/${messages.otherMember}`, { text: 'x' }),
    [403, 403, 403, 404, 404, 404],
  ],
  [
    "delete another's message",
    (a, { messages }) => a.request('DELETE', `/api/messages/${messages.otherMember}`),
    [403, 403, 403, 404, 404, 404],
  ],
  [
    'rename',
    (a, { chatId }) => a.request('PUT', `/api/chats/${chatId}`, { name: 'New' }),
    [200, 200, 403, 404, 404, 404],
  ],
  [
    'add a contact',
    (a, { chatId, cast: c }) => a.request('POST', `/api/chats/${chatId}/members`, { userIds: [c.newcomer.id] }),
    [200, 200, 403, 404, 404, 404],
  ],
  [
    'remove a member',
    (a, { chatId, cast: c }) => a.request('DELETE', `/api/chats/${chatId}/members/${c.otherMember.id}`),
    [204, 204, 403, 404, 404, 404],
  ],
  [
    'remove an admin',
    (a, { chatId, cast: c }) => a.request('DELETE', `/api/chats/${chatId}/members/${c.otherAdmin.id}`),
    [204, 204, 403, 404, 404, 404],
  ],
  [
    'promote a member',
    (a, { chatId, cast: c }) => a.request('PUT', `/api/chats/${chatId}/members/${c.otherMember.id}`, { role: 'admin' }),
    [200, 200, 403, 404, 404, 404],
  ],
  [
    'demote an admin',
    (a, { chatId, cast: c }) => a.request('PUT', `/api/chats/${chatId}/members/${c.otherAdmin.id}`, { role: 'member' }),
    [200, 200, 403, 404, 404, 404],
  ],
  [
    'hand the group over',
    (a, { chatId, cast: c }) => a.request('PUT', `/api/chats/${chatId}/members/${c.otherAdmin.id}`, { role: 'owner' }),
    [200, 403, 403, 404, 404, 404],
  ],
  [
    'demote the owner',
    (a, { chatId, cast: c }) => a.request('PUT', `/api/chats/${chatId}/members/${c.owner.id}`, { role: 'member' }),
    [409, 403, 403, 404, 404, 404],
  ],
  [
    'remove the owner',
    (a, { chatId, cast: c }) => a.request('DELETE', `/api/chats/${chatId}/members/${c.owner.id}`),
    [204, 403, 403, 404, 404, 404],
  ],
  ['delete the group', (a, { chatId }) => a.request('DELETE', `/api/chats/${chatId}`), [204, 403, 403, 404, 404, 404]],
  ['leave', (a, { chatId }) => a.request('POST', `/api/chats/${chatId}/leave`), [204, 204, 204, 404, 404, 404]],
];

describe('a group', () => {
  describe.for(table)('%s', ([, act, expected]) => {
    test.for(actors.map((actor, i) => [actor, expected[i]!] as const))('as %s → %i', async ([actor, status]) => {
      const { chatId, ...rest } = await scene();
      const answer = await act(cast[actor], { chatId, ...rest });
      expect(answer.status, JSON.stringify(answer.body)).toBe(status);
      if (status >= 400) expectCode(answer.body, { 403: 'forbidden', 404: 'not_found', 409: 'conflict' }[status]!);
    });
  });

  test('its own message may be edited and deleted by each member', async () => {
    const { messages } = await scene();
    for (const name of ['owner', 'admin', 'member'] as const) {
      expect((await cast[name].request('PUT', `/api/messages/${messages[name]}`, { text: 'better' })).status).toBe(200);
      expect((await cast[name].request('DELETE', `/api/messages/${messages[name]}`)).status).toBe(204);
    }
  });

  test('adding a stranger → 409 not_contacts', async () => {
    const { chatId } = await scene();
    const nobody = await WireUser.register(whole.url, 'nobody');
    const answer = await cast.owner.request('POST', `/api/chats/${chatId}/members`, { userIds: [nobody.id] });
    expect(answer.status).toBe(409);
    expectCode(answer.body, 'not_contacts');
  });

  test('whose owner leaves is owned by the admin who joined first, whoever was an admin first', async () => {
    const { owner, member, admin, otherAdmin } = cast;
    const group = { name: 'Crew', memberIds: [member.id] };
    const { chat } = await owner.must<{ chat: Chat }>('POST', '/api/chats/group', group);
    const path = `/api/chats/${chat.id}`;
    for (const { id } of [admin, otherAdmin]) await owner.must('POST', `${path}/members`, { userIds: [id] });
    for (const { id } of [otherAdmin, admin]) await owner.must('PUT', `${path}/members/${id}`, { role: 'admin' });
    await owner.must('POST', `${path}/leave`);
    member.reached(owner.position ?? '');
    const left = (await member.must<{ chat: Chat }>('GET', path)).chat;
    expect(left).toMatchObject({ ownerId: admin.id, memberCount: 3, me: { role: 'member' } });
  });

  test('deleted: gone for everyone', async () => {
    const { chatId } = await scene();
    await cast.owner.must('DELETE', `/api/chats/${chatId}`);
    for (const actor of ['owner', 'admin', 'member'] as const) {
      cast[actor].position = cast.owner.position;
      expect((await cast[actor].request('GET', `/api/chats/${chatId}`)).status).toBe(404);
      expect(
        (await cast[actor].request('POST', `/api/chats/${chatId}/messages`, { messageId: newId(), text: 'x' })).status,
      ).toBe(404);
    }
  });
});

/** In a direct chat: what the two get while they are contacts, once they are not, and what a stranger gets. */
const directTable: [string, Act, readonly [number, number, number]][] = [
  ['read the chat', (a, { chatId }) => a.request('GET', `/api/chats/${chatId}`), [200, 200, 404]],
  ['read its messages', (a, { chatId }) => a.request('GET', `/api/chats/${chatId}/messages`), [200, 200, 404]],
  [
    'send',
    (a, { chatId }) => a.request('POST', `/api/chats/${chatId}/messages`, { messageId: newId(), text: 'hi' }),
    [201, 409, 404],
  ],
  [
    'react',
    (a, { messages }) => a.request('POST', `/api/messages/${messages.member}/reactions`, { emoji: '👍' }),
    [204, 409, 404],
  ],
  [
    "edit the other's message",
    (a, { messages }) => a.request('PUT', `/api/messages/${messages.otherMember}`, { text: 'x' }),
    [403, 403, 404],
  ],
  [
    "delete one's own message",
    (a, { messages }) => a.request('DELETE', `/api/messages/${messages.member}`),
    [204, 204, 404],
  ],
  ['mark as read', (a, { chatId }) => a.request('POST', `/api/chats/${chatId}/read`, { upTo: 1 }), [204, 204, 404]],
  [
    'change own settings',
    (a, { chatId }) => a.request('PUT', `/api/chats/${chatId}/settings`, { notify: 'none' }),
    [200, 200, 404],
  ],
  ['rename', (a, { chatId }) => a.request('PUT', `/api/chats/${chatId}`, { name: 'x' }), [409, 409, 404]],
  [
    'add a member',
    (a, { chatId, cast: c }) => a.request('POST', `/api/chats/${chatId}/members`, { userIds: [c.newcomer.id] }),
    [409, 409, 404],
  ],
  [
    'change a role',
    (a, { chatId, cast: c }) => a.request('PUT', `/api/chats/${chatId}/members/${c.newcomer.id}`, { role: 'admin' }),
    [409, 409, 404],
  ],
  ['leave', (a, { chatId }) => a.request('POST', `/api/chats/${chatId}/leave`), [409, 409, 404]],
  ['delete the chat', (a, { chatId }) => a.request('DELETE', `/api/chats/${chatId}`), [409, 409, 404]],
];

describe('a direct chat', () => {
  test('that both make at once is one, made once', async () => {
    const [ann, bob] = await Promise.all([WireUser.register(whole.url, 'ann'), WireUser.register(whole.url, 'bob')]);
    await ann.befriend(bob);
    ann.reached(bob.position ?? '');
    const make = (by: WireUser, { id }: WireUser) =>
      by.request<{ chat: Chat }>('POST', '/api/chats/direct', { userId: id });
    const both = await Promise.all([make(ann, bob), make(bob, ann)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect(both[0]!.body.chat.id).toBe(both[1]!.body.chat.id);
  });

  describe.for(directTable)('%s', ([, act, expected]) => {
    test.for([
      ['a contact', 0],
      ['a former contact', 1],
      ['a stranger', 2],
    ] as const)('as %s', async ([, column]) => {
      const [ann, bob] = await Promise.all([WireUser.register(whole.url, 'ann'), WireUser.register(whole.url, 'bob')]);
      await ann.befriend(bob);
      const chat = await ann.directChat(bob);
      const mine = await ann.send(chat.id, 'mine');
      const theirs = await bob.send(chat.id, 'theirs');
      if (column === 1) await ann.must('DELETE', `/api/contacts/${bob.id}`);
      const messages = {
        owner: mine.messageId,
        admin: mine.messageId,
        member: mine.messageId,
        otherMember: theirs.messageId,
      };
      const actor = column === 2 ? cast.stranger : ann;
      actor.reached(bob.position ?? '');
      const answer = await act(actor, { chatId: chat.id, cast, messages });
      expect(answer.status, JSON.stringify(answer.body)).toBe(expected[column]);
    });
  });
});

function expectCode(body: unknown, code: string): void {
  expect((body as ErrorBody).error.code).toBe(code);
}
