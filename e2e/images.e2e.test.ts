import { isDeepStrictEqual } from 'node:util';
import { newId } from '@messenger/kit';
import { type Attachment, type Chat, type Message, variants } from '@messenger/proto';
import { freePort } from '@messenger/stack';
import { codeOf, type Frame, http, password, WireUser } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { redSquare } from './pages/red-square.ts';
import { type WholeSystem, wholeSystem } from './system.ts';

/** Two gateways, two media, and the limits that are in force outside of tests. */
let whole: WholeSystem;
let ann: WireUser;
let bob: WireUser;
let cid: WireUser;
let stranger: WireUser;

beforeAll(async () => {
  const env = { RATE_LIMITS: 'on', LIMIT_CALLS_PER_MINUTE: '1000' };
  whole = await wholeSystem({ ports: [await freePort(), await freePort()], instances: { media: 2 }, env });
  [ann, bob, cid, stranger] = (await Promise.all(
    ['ann', 'bob', 'cid', 'eve'].map((name) => WireUser.register(whole.url, name)),
  )) as [WireUser, WireUser, WireUser, WireUser];
  await ann.befriend(bob);
  await ann.befriend(cid);
});
afterAll(() => whole[Symbol.asyncDispose]());

async function uploaded(by: WireUser, purpose = 'message'): Promise<Attachment> {
  const answer = await by.upload(redSquare, purpose);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.attachment;
}

/** The status of each size at each gateway, asked as a page would, without a position. */
async function seen(id: string, headers: Record<string, string>): Promise<number[]> {
  const asked = whole.system.urls.flatMap((url) =>
    variants.map((variant) => `${url}/api/attachments/${id}/${variant}`),
  );
  const answers = await Promise.all(
    asked.map(async (url) => {
      const answer = await fetch(url, { headers });
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (answer.status === 200) expect(bytes.toString('latin1', 8, 12)).toBe('WEBP');
      else {
        const code = answer.status === 401 ? 'unauthenticated' : 'not_found';
        expect(JSON.parse(bytes.toString())).toMatchObject({ error: { code } });
      }
      return answer.status;
    }),
  );
  return [...new Set(answers)];
}
/** One at each gateway: what one of them has told, the other may not know yet. */
async function atBoth(user: WireUser) {
  const sockets = await Promise.all(whole.system.urls.map((url) => user.connect(undefined, url)));
  await Promise.all(sockets.map((socket) => socket.ready()));
  return {
    /** The first push that fits, once it is there at both. */
    until: async (fits: (frame: Frame) => boolean) =>
      (await Promise.all(sockets.map((socket) => socket.until(fits))))[0]!,
    close: () => {
      for (const socket of sockets) socket.close();
    },
  };
}

const seenBy = (user: WireUser, id: string) => seen(id, { authorization: `Bearer ${user.token}` });

test('an image is there for the other side the moment its message is told, and for nobody else', async () => {
  const chat = await ann.directChat(bob);
  const image = await uploaded(ann);
  expect(image).toMatchObject({ mime: 'image/webp', width: 2, height: 2, animated: false });
  expect([await seenBy(ann, image.id), await seenBy(bob, image.id)]).toEqual([[200], [404]]);

  const sockets = await atBoth(bob);
  const messageId = newId();
  const body = { messageId, attachmentIds: [image.id] };
  const told = sockets.until((frame) => frame.type === 'message:new');
  const sent = await ann.must('POST', `/api/chats/${chat.id}/messages`, body);
  expect(((await told).data as Message).attachments).toEqual([image]);
  expect(await seenBy(bob, image.id)).toEqual([200]);
  expect([await seenBy(stranger, image.id), await seenBy(cid, image.id), await seen(image.id, {})]).toEqual([
    [404],
    [404],
    [401],
  ]);
  expect(await ann.must('POST', `/api/chats/${chat.id}/messages`, body)).toEqual(sent);
  bob.position = ann.position;
  const { messages } = await bob.must<{ messages: Message[] }>('GET', `/api/chats/${chat.id}/messages`);
  expect(messages.at(-1)).toMatchObject({ text: '', attachments: [image] });

  const again = { messageId: newId(), text: 'again', attachmentIds: [image.id] };
  expect(codeOf(await ann.request('POST', `/api/chats/${chat.id}/messages`, again))).toBe('conflict');
  const stolen = { messageId: newId(), text: 'mine', attachmentIds: [image.id] };
  expect(codeOf(await bob.request('POST', `/api/chats/${chat.id}/messages`, stolen))).toBe('not_found');

  await ann.must('DELETE', `/api/messages/${messageId}`);
  await sockets.until((frame) => frame.type === 'message:deleted');
  expect([await seenBy(bob, image.id), await seenBy(ann, image.id)]).toEqual([[404], [200]]);
  sockets.close();
});

test('who is put out of a group sees none of its images any more, its picture neither', async () => {
  const sockets = await atBoth(bob);
  const avatar = await uploaded(ann, 'avatar');
  const memberIds = [bob.id, cid.id];
  const { chat } = await ann.must<{ chat: Chat }>('POST', '/api/chats/group', {
    name: 'Crew',
    memberIds,
    avatarId: avatar.id,
  });
  expect(chat.avatar).toEqual({ id: avatar.id, placeholder: avatar.placeholder });
  const image = await uploaded(ann);
  await ann.must('POST', `/api/chats/${chat.id}/messages`, {
    messageId: newId(),
    text: 'x',
    attachmentIds: [image.id],
  });
  await sockets.until((frame) => frame.type === 'message:new' && frame.chatId === chat.id);
  for (const id of [avatar.id, image.id]) {
    expect([await seenBy(bob, id), await seenBy(cid, id), await seenBy(stranger, id)]).toEqual([[200], [200], [404]]);
  }
  await ann.must('DELETE', `/api/chats/${chat.id}/members/${bob.id}`);
  await sockets.until((frame) => frame.type === 'chat:removed');
  for (const id of [avatar.id, image.id]) {
    expect([await seenBy(bob, id), await seenBy(cid, id)]).toEqual([[404], [200]]);
  }
  const none = await ann.must<{ chat: Chat }>('PUT', `/api/chats/${chat.id}`, { avatarId: null });
  expect(none.chat.avatar).toBeNull();
  sockets.close();
});

test('six images that one user brings at once are taken, and a message of six is refused', async () => {
  const chat = await bob.directChat(ann);
  const images = await Promise.all(Array.from({ length: 6 }, () => uploaded(bob)));
  const body = { messageId: newId(), attachmentIds: images.map(({ id }) => id) };
  const refused = await bob.request('POST', `/api/chats/${chat.id}/messages`, body);
  expect([refused.status, codeOf(refused)]).toEqual([400, 'validation_failed']);
});

test('a profile picture shows to whoever finds the profile, and those concerned are told', async () => {
  const sockets = await atBoth(bob);
  const avatar = await uploaded(ann, 'avatar');
  const { user } = await ann.must<{ user: { avatar: unknown } }>('PUT', '/api/users/me', { avatarId: avatar.id });
  expect(user.avatar).toEqual({ id: avatar.id, placeholder: avatar.placeholder });
  const isOf = ({ type, data }: Frame, shown: unknown) =>
    type === 'user:updated' && isDeepStrictEqual((data as { user: { avatar: unknown } }).user.avatar, shown);
  const told = await sockets.until((frame) => isOf(frame, user.avatar));
  expect(told.data).toMatchObject({ user: { id: ann.id, avatar: user.avatar } });
  expect([await seenBy(bob, avatar.id), await seenBy(stranger, avatar.id), await seen(avatar.id, {})]).toEqual([
    [200],
    [200],
    [401],
  ]);
  const image = await uploaded(ann);
  expect(codeOf(await ann.request('PUT', '/api/users/me', { avatarId: image.id }))).toBe('validation_failed');
  expect(codeOf(await bob.request('PUT', '/api/users/me', { avatarId: avatar.id }))).toBe('not_found');
  await ann.must('PUT', '/api/users/me', { avatarId: null });
  await sockets.until((frame) => isOf(frame, null));
  expect(await seenBy(stranger, avatar.id)).toEqual([404]);
  sockets.close();
});

test('a page looks at images with a cookie that is good for nothing else and ends with the session', async () => {
  const image = await uploaded(ann);
  const headers = { origin: whole.url };
  const login = await http<{ accessToken: string }>(whole.url, 'POST', '/api/auth/login', {
    body: { username: ann.username, password, cookie: true },
    headers,
  });
  const set = login.headers.getSetCookie().find((cookie) => cookie.startsWith('images='))!;
  expect(set).toMatch(/; Path=\/api\/attachments; HttpOnly; SameSite=Strict/);
  const cookie = set.split(';', 1)[0]!;
  expect(await seen(image.id, { cookie })).toEqual([200]);
  const token = cookie.slice('images='.length);
  for (const given of [{ cookie }, { authorization: `Bearer ${token}` }]) {
    expect((await http(whole.url, 'GET', '/api/users/me', { headers: given })).status).toBe(401);
    expect((await http(whole.url, 'POST', '/api/attachments', { headers: given })).status).toBe(401);
  }
  expect(await seen(image.id, { cookie: `images=${login.body.accessToken}` })).toEqual([401]);

  const out = await http(whole.url, 'POST', '/api/auth/logout', {
    headers: { authorization: `Bearer ${login.body.accessToken}` },
  });
  expect(out.status).toBe(204);
  expect(out.headers.getSetCookie().some((gone) => /^images=;.*Expires=Thu, 01 Jan 1970/.test(gone))).toBe(true);
  await expect.poll(() => seen(image.id, { cookie })).toEqual([401]);
});

test('ten uploads a minute, then 429; the door counts for both gateways', async () => {
  const eager = await WireUser.register(whole.url, 'eager');
  const statuses: number[] = [];
  for (let i = 0; i < 12; i++) {
    eager.url = whole.system.urls[i % 2]!;
    const answer = await eager.upload(redSquare);
    statuses.push(answer.status);
    if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect(statuses).toEqual([...Array(10).fill(201), 429, 429]);
});
