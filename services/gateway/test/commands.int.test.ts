import { setTimeout } from 'node:timers/promises';
import { derivedId, newId } from '@messenger/kit';
import { handle } from '@messenger/messaging';
import {
  anyChatCommand,
  type Chat,
  type ChatCommand,
  type ChatId,
  invalidField,
  type Message,
  moveReceipts,
  headers as names,
  notFound,
  presenceOf,
  queries,
  type ReceiptMove,
  refuse,
  type UserCommand,
  userCommand,
} from '@messenger/proto';
import { codeOf, http, WireSocket } from '@messenger/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Caller, type Door, openDoor } from './door.ts';

/** What the gateway asked of the services behind it. */
type Asked = ChatCommand | UserCommand | (ReceiptMove & { chatId: ChatId });
const asked: Asked[] = [];
const chatId = newId();
/** Where receipts are answered when the test says so. */
const hall = newId();
const hallAnswers = Promise.withResolvers<void>();
const [hidden, twice, mine, notice] = [newId(), newId(), newId(), newId()];
/** What a push has told of already: the read model has it as of that alone. */
const pushed = newId();
const isAhead = (id: string, { minPosition }: { minPosition?: string }) => id === pushed && minPosition === undefined;
const at = '2026-11-23T10:00:00.000Z';
const chat = { id: chatId, kind: 'group', slug: 'our-group' } as Chat;
const user = { id: newId(), username: 'ann', displayName: 'Ann', avatar: null, createdAt: at };
const settings = { muted: true, mutedUntil: null, notify: 'all' as const };
const tooFar = invalidField('/upTo', 'is too far', 'Too far.');
/** What the queries were to show at least. */
let minPosition: string | undefined;
/** What the events of a chat were to weigh at most. */
let maxBytes: number | undefined;
const position = 'c0-77';

let door: Door;
let ann: Caller;

beforeAll(async () => {
  door = await openDoor({
    env: { RATE_LIMITS: 'off' },
    endpoints: [
      handle(anyChatCommand, async (command, context) => {
        if (command.type === 'SendMessage' && command.text === 'slow') await setTimeout(200);
        asked.push(command);
        context.position = `${generation}.${position}`;
        if (command.type === 'EditMessage' && command.text === '') {
          return invalidField('/text', 'must not be empty', 'Empty.');
        }
        if (command.type === 'SendMessage') return { messageId: command.commandId, version: 1, ordinal: 1, sentAt: at };
        return { chatId: command.chatId, version: 1 };
      }),
      handle(userCommand, async (command, context) => {
        asked.push(command);
        context.position = `${generation}.${position}`;
        return command.type === 'UpdateProfile' ? { user } : { settings };
      }),
      handle(moveReceipts(hall), async ({ moves }) => {
        await hallAnswers.promise;
        return { refusals: moves.map(() => null) };
      }),
      handle(moveReceipts(chatId), async (command) => {
        asked.push(...command.moves.map((move) => ({ chatId, ...move })));
        return {
          refusals: command.moves.map(({ upTo }) => (upTo > 100 ? tooFar : null)),
        };
      }),
      handle(queries.chat, async (request) => {
        minPosition = request.minPosition;
        return request.chat === 'gone' || isAhead(request.chat, request) ? notFound() : { chat };
      }),
      handle(queries.messages, async (request) => {
        if (isAhead(request.chat, request)) return notFound();
        return { messages: [], hasBefore: false, hasAfter: false, version: 1 };
      }),
      handle(queries.chatEvents, async (request) => {
        ({ minPosition, maxBytes } = request);
        return { events: [], version: 1, truncated: false };
      }),
      handle(queries.user, async (request) =>
        request.userId === hidden || isAhead(request.userId, request)
          ? notFound()
          : { user: { ...user, id: request.userId } },
      ),
      handle(queries.message, async (request) => {
        minPosition = request.minPosition;
        if (request.messageId === hidden || isAhead(request.messageId, request)) return notFound();
        if (request.messageId === twice && request.chatId === undefined) return refuse('ambiguous', 'Which?');
        const kind = request.messageId === notice ? 'system' : 'user';
        return { message: { id: request.messageId, chatId, kind } as Message };
      }),
      handle(queries.messageHistory, async (request) =>
        isAhead(request.messageId, request) ? notFound() : { edits: [{ text: 'as it was', at }] },
      ),
      handle(queries.messageReceipts, async (request) =>
        isAhead(request.messageId, request) ? notFound() : { delivered: [], read: [] },
      ),
      handle(queries.messageSearch, async (request) =>
        isAhead(request.chatId ?? '', request) ? notFound() : { results: [], nextCursor: JSON.stringify(request) },
      ),
      handle(queries.me, async (request) => {
        minPosition = request.minPosition;
        return request.by === hidden || isAhead(request.by, request) ? notFound() : { user };
      }),
      handle(queries.contacts, async () => ({
        contacts: people.map((displayName, i) => ({ user: { ...user, id: ids[i]!, displayName }, since: at })),
      })),
      handle(queries.userSearch, async () => ({
        users: people.map((displayName, i) => ({
          ...user,
          id: ids[i]!,
          displayName,
          contact: i < 2 ? ('contact' as const) : ('none' as const),
        })),
      })),
      handle(presenceOf, async ({ userIds }) => ({
        presences: userIds
          .filter((userId) => userId === ids[1])
          .map((userId) => ({ userId, state: 'online' as const, lastSeenAt: null })),
      })),
      handle(queries.sync, async (request) => ({
        position: request.minPosition!,
        reset: false,
        more: false,
        events: [],
        chats: [chatId],
        contacts: [],
      })),
    ],
  });
  ann = door.caller();
  generation = ((await call('GET', '/sync')).body.cursor as string).split('.')[0]!;
});
afterAll(() => door[Symbol.asyncDispose]());
beforeEach(() => {
  asked.length = 0;
  minPosition = undefined;
});

const people = ['Zoe', 'Bob', 'Ann'];
const ids = people.map(() => newId());
/** Of the log; every position begins with it. */
let generation: string;

const call = (method: string, path: string, body?: unknown, key?: string, by = ann) =>
  http<Record<string, unknown>>(door.url, method, `/api${path}`, {
    body,
    headers: { authorization: `Bearer ${by.token}`, ...(key ? { [names.idempotencyKey]: key } : {}) },
  });

/** What nobody may say: who asks, what for, and where. */
const forged = { by: newId(), type: 'LeaveChat', kind: 'read', commandId: newId(), chatId: newId() };

describe('a request becomes the command that it is, with its Idempotency-Key, and shows what the command did', () => {
  const message = `/messages/${mine}`;
  const someone = newId();
  test.for<[string, string, unknown, number, object]>([
    ['PUT', `/chats/${chatId}`, { name: 'New' }, 200, { type: 'UpdateChat', chatId, name: 'New' }],
    ['PUT', '/chats/our-group', { slug: null }, 200, { type: 'UpdateChat', chatId, slug: null }],
    ['DELETE', `/chats/${chatId}`, undefined, 204, { type: 'DeleteChat', chatId }],
    ['POST', `/chats/${chatId}/members`, { userIds: [someone] }, 200, { type: 'AddMembers', userIds: [someone] }],
    ['PUT', `/chats/${chatId}/members/${someone}`, { role: 'admin' }, 200, { type: 'ChangeRole', role: 'admin' }],
    ['DELETE', `/chats/${chatId}/members/${someone}`, undefined, 204, { type: 'RemoveMember', userId: someone }],
    ['POST', `/chats/${chatId}/leave`, undefined, 204, { type: 'LeaveChat', chatId }],
    [
      'PUT',
      `/chats/${chatId}/settings`,
      { muted: true },
      200,
      { type: 'ChangeChatSettings', settings: { muted: true } },
    ],
    ['POST', `/chats/${chatId}/read`, { upTo: 7 }, 204, { kind: 'read', chatId, upTo: 7 }],
    ['POST', `/chats/${chatId}/delivered`, { upTo: 8 }, 204, { kind: 'delivered', chatId, upTo: 8 }],
    ['PUT', message, { text: 'better' }, 200, { type: 'EditMessage', chatId, messageId: mine, text: 'better' }],
    ['DELETE', message, undefined, 204, { type: 'DeleteMessage', chatId, messageId: mine }],
    ['DELETE', `/messages/${twice}?chatId=${chatId}`, undefined, 204, { type: 'DeleteMessage', messageId: twice }],
    ['POST', `${message}/reactions`, { emoji: '❤' }, 204, { type: 'AddReaction', messageId: mine, emoji: '❤️' }],
    ['POST', `${message}/reactions`, { emoji: '👍🏽' }, 204, { type: 'AddReaction', messageId: mine, emoji: '👍🏽' }],
    [
      'DELETE',
      `${message}/reactions/${encodeURIComponent('🏴󠁧󠁢󠁳󠁣󠁴󠁿')}`,
      undefined,
      204,
      { type: 'RemoveReaction', emoji: '🏴󠁧󠁢󠁳󠁣󠁴󠁿' },
    ],
    ['PUT', '/users/me', { displayName: 'A', presence: 'dnd', readReceipts: false }, 200, { presence: 'dnd' }],
  ])('%s %s', async ([method, path, body, status, expected]) => {
    const key = newId();
    const answer = await call(method, path, body && { ...forged, ...(body as object) }, key);
    expect([answer.status, answer.body]).toEqual([status, status === 204 ? undefined : expect.any(Object)]);
    // Cursors only go forward: moving one twice needs no id.
    const id = 'kind' in expected ? {} : { commandId: key };
    expect(asked).toMatchObject([{ by: ann.userId, ...id, ...expected }]);
    const shows = status === 200 && !path.endsWith('settings');
    if (shows) expect(minPosition).toContain(position);
    if (!/(read|delivered)$/.test(path)) expect(answer.headers.get('x-position')).toContain(position);
  });

  test('a group is made once however often it is asked for', async () => {
    const key = newId();
    const body = { name: 'Ours', memberIds: [newId()], slug: 'our-group' };
    for (let i = 0; i < 2; i++) {
      const answer = await call('POST', '/chats/group', { ...forged, ...body }, key);
      expect([answer.status, answer.body]).toEqual([201, { chat }]);
    }
    const chatId = derivedId(ann.userId, key, 'group');
    const made = { type: 'CreateGroup', by: ann.userId, commandId: key, chatId, ...body };
    expect(asked).toEqual([made, made]);
  });
});

test.for(['application/x-www-form-urlencoded', 'text/plain;charset=UTF-8', 'application/json', 'x'])(
  'an empty body is none, also as %s',
  async (type) => {
    const headers = { authorization: `Bearer ${ann.token}`, 'content-type': type };
    for (const [method, path] of [
      ['POST', 'leave'],
      ['DELETE', `members/${newId()}`],
    ] as const) {
      const answer = await fetch(`${door.url}/api/chats/${chatId}/${path}`, { method, headers, body: '' });
      expect([answer.status, method]).toEqual([204, method]);
    }
    const upload = await fetch(`${door.url}/api/attachments`, { method: 'POST', headers, body: '' });
    expect(upload.status).toBe(415);
  },
);

test('what cannot be is refused before anybody is asked to do it', async () => {
  const message = `/messages/${mine}`;
  const refused: [string, string, unknown, number, string][] = [
    ['PUT', '/chats/gone', { name: 'x' }, 404, 'not_found'],
    ['PUT', `/chats/${chatId}`, { name: '' }, 400, 'validation_failed'],
    ['PUT', `/chats/${chatId}`, { slug: 'No Slug' }, 400, 'validation_failed'],
    ['PUT', `/chats/${chatId}`, { slug: newId() }, 400, 'validation_failed'],
    ['PUT', `/chats/${chatId}`, { avatarId: 'mine' }, 400, 'validation_failed'],
    ['PUT', '/users/me', { avatarId: 'mine' }, 400, 'validation_failed'],
    ['PUT', '/users/me', { presence: 'asleep' }, 400, 'validation_failed'],
    ['POST', '/chats/group', { name: 'x', memberIds: [] }, 400, 'validation_failed'],
    ['POST', `/chats/${chatId}/messages`, { messageId: mine, attachmentIds: [mine, mine] }, 400, 'validation_failed'],
    [
      'POST',
      `/chats/${chatId}/messages`,
      { messageId: mine, attachmentIds: Array(6).fill(mine) },
      400,
      'validation_failed',
    ],
    ['PUT', `/chats/${chatId}/members/x`, { role: 'admin' }, 400, 'validation_failed'],
    ['PUT', `/chats/${chatId}/members/${newId()}`, { role: 'king' }, 400, 'validation_failed'],
    ['PUT', `/messages/${hidden}`, { text: 'x' }, 404, 'not_found'],
    ['PUT', `/messages/${notice}`, { text: 'x' }, 404, 'not_found'],
    ['DELETE', `/messages/${twice}`, undefined, 409, 'ambiguous'],
    ['POST', `${message}/reactions`, { emoji: 'ok' }, 400, 'validation_failed'],
    ['DELETE', `${message}/reactions/%F0%9F`, undefined, 400, 'validation_failed'],
    ['DELETE', `${message}/reactions/ab`, undefined, 400, 'validation_failed'],
    ['POST', `/chats/${chatId}/read`, { upTo: -1 }, 400, 'validation_failed'],
    ['GET', '/messages/search?q=', undefined, 400, 'validation_failed'],
    ['GET', '/messages/search?q=x&since=yesterday', undefined, 400, 'validation_failed'],
    ['PATCH', message, {}, 405, 'method_not_allowed'],
  ];
  for (const [method, path, body, status, code] of refused) {
    const answer = await call(method, path, body);
    expect([answer.status, codeOf(answer)], `${method} ${path}`).toEqual([status, code]);
  }
  expect(asked).toEqual([]);
});

test('what was pushed is there, whatever position the caller names', async () => {
  const message = `/messages/${pushed}`;
  const requests: [string, string, unknown?][] = [
    ['GET', `/chats/${pushed}`],
    ['GET', `/chats/${pushed}/messages`],
    ['GET', `/users/${pushed}`],
    ['GET', `/messages/search?q=x&chatId=${pushed}`],
    ['GET', message],
    ['GET', `${message}/history`],
    ['GET', `${message}/receipts`],
    ['PUT', message, { text: 'better' }],
    ['POST', `${message}/reactions`, { emoji: '❤️' }],
    ['DELETE', message],
  ];
  for (const [method, path, body] of requests) {
    expect((await call(method, path, body)).status, `${method} ${path}`).toBeLessThan(300);
  }
  // Who finds a gap by a push is not told that there is none.
  await call('GET', `/chats/${chatId}/events?after=8`);
  expect(minPosition).toMatch(/^[0-9a-f]{8}\./);
  await call('GET', `/chats/${chatId}`);
  expect(minPosition).toBeUndefined();
});

test('who has just registered finds themselves, or is told to come back', async () => {
  const me = (userId: string) => call('GET', '/users/me', undefined, undefined, door.caller({ userId }));
  expect((await me(pushed)).status).toBe(200);
  const untold = await me(hidden);
  expect([untold.status, codeOf(untold), untold.headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
});

test('without limits all that one user sends at once to one chat is taken', async () => {
  const path = `/chats/${chatId}/messages`;
  const all = Array.from({ length: 300 }, () => call('POST', path, { messageId: newId(), text: 'hi' }));
  expect(new Set((await Promise.all(all)).map(({ status }) => status))).toEqual(new Set([201]));
});

test('many profiles come one by one from a read model of the release before, which serves no others', async () => {
  const asked = [...Array.from({ length: 24 }, () => newId()), pushed];
  const { status, body } = await call('GET', `/users?ids=${[hidden, ...asked].join()}`);
  expect(status).toBe(200);
  expect((body.users as { id: string }[]).map(({ id }) => id)).toEqual(asked);
});

test('history, receipts and search are passed on', async () => {
  expect((await call('GET', `/messages/${mine}/history`)).body).toEqual({ edits: [{ text: 'as it was', at }] });
  expect((await call('GET', `/messages/${mine}/receipts`)).body).toEqual({ delivered: [], read: [] });
  const query = new URLSearchParams({ q: '日本 "x y"', from: ids[0]!, since: at, sort: 'relevance', limit: '5' });
  const found = await call('GET', `/messages/search?${query}`);
  expect(JSON.parse(found.body.nextCursor as string)).toEqual({
    by: ann.userId,
    q: '日本 "x y"',
    from: ids[0],
    since: at,
    sort: 'relevance',
    limit: 5,
  });
});

test('contacts are listed online first, and found with their presence', async () => {
  const { contacts } = (await call('GET', '/contacts')).body as {
    contacts: { user: { displayName: string }; presence: string }[];
  };
  expect(contacts.map((contact) => [contact.user.displayName, contact.presence])).toEqual([
    ['Bob', 'online'],
    ['Ann', 'offline'],
    ['Zoe', 'offline'],
  ]);
  const { users } = (await call('GET', '/users/search?q=o')).body as { users: { presence?: string }[] };
  expect(users.map(({ presence }) => presence)).toEqual(['offline', 'online', undefined]);
});

describe('on the socket', () => {
  let socket: WireSocket;
  beforeAll(async () => {
    socket = new WireSocket(door.url);
    await socket.hello(ann.token);
    await socket.ready();
  });
  afterAll(() => socket.close());

  test('a frame becomes its command, with its commandId', async () => {
    const commandId = newId();
    const replyTo = newId();
    const frames: [string, object, object][] = [
      ['message:send', { messageId: mine, text: 'hi', replyTo }, { type: 'SendMessage', commandId: mine, replyTo }],
      ['message:edit', { messageId: mine, text: 'ho' }, { type: 'EditMessage', commandId, text: 'ho' }],
      ['message:delete', { messageId: mine }, { type: 'DeleteMessage', commandId, messageId: mine }],
      ['reaction:add', { messageId: mine, emoji: '❤' }, { type: 'AddReaction', commandId, emoji: '❤️' }],
      ['reaction:remove', { messageId: mine, emoji: '❤️' }, { type: 'RemoveReaction', commandId }],
      ['message:delivered', { upTo: 3 }, { kind: 'delivered', upTo: 3 }],
      ['message:read', { upTo: 3 }, { kind: 'read', upTo: 3 }],
    ];
    for (const [type, data] of frames) await socket.ask(type, { ...forged, chatId, ...data }, { commandId });
    await socket.ask('presence:set', { presence: 'invisible' }, { commandId });
    expect(asked).toMatchObject([
      ...frames.map(([, , command]) => ({ by: ann.userId, chatId, ...command })),
      { type: 'UpdateProfile', by: ann.userId, commandId, presence: 'invisible' },
    ]);
  });

  describe('what is about a chat comes after the commands to it before, also if nobody waited for their answers', () => {
    const here = { chatId, messageId: mine };
    test.for<[string, [string, object][], string[]]>([
      ['a send', [], []],
      ['a send and a reaction that is none', [['reaction:add', { ...here, emoji: 'xx' }]], []],
      ['a send and a blank one', [['message:send', { chatId, messageId: newId(), text: ' ' }]], []],
      ['a send and a change that is refused', [['message:edit', { ...here, text: '' }]], ['EditMessage']],
    ])('%s', async ([, refused, decided]) => {
      const anns = new WireSocket(door.url);
      await anns.hello(door.caller().token);
      const send = anns.ask('message:send', { chatId, messageId: newId(), text: 'slow' });
      const nothing = refused.map(([type, data]) => expect(anns.ask(type, data)).rejects.toThrow());
      const others = [
        ...['message:read', 'message:delivered'].map((type) => anns.ask(type, { chatId, upTo: 42 })),
        anns.ask('chat:events', { chatId, after: 0 }),
      ];
      await Promise.all([send, ...nothing, ...others]);
      const kinds = asked.map((command) => ('kind' in command ? command.kind : command.type));
      expect(kinds.slice(0, -2)).toEqual(['SendMessage', ...decided]);
      expect(kinds.slice(-2).sort()).toEqual(['delivered', 'read']);
      expect(minPosition).toContain(position);
      anns.close();
    });
  });

  test('a gap comes in pages that are no larger than a frame', async () => {
    expect(await socket.ask('chat:events', { chatId, after: 0 })).toMatchObject({ truncated: false });
    expect(maxBytes).toBe(240 * 1024);
    await call('GET', `/chats/${chatId}/events`);
    expect(maxBytes).toBeUndefined();
  });

  test('what is wrong is refused with its field', async () => {
    const wrong: [string, object, string][] = [
      ['message:send', { chatId, messageId: newId(), text: ' ' }, '/data/text'],
      ['reaction:add', { chatId, messageId: mine, emoji: 'xx' }, '/data/emoji'],
      ['message:read', { chatId, upTo: 1.5 }, '/data/upTo'],
      ['presence:set', { presence: 'asleep' }, '/data/presence'],
    ];
    for (const [type, data, field] of wrong) {
      const refused = await socket.ask(type, data).catch((error: unknown) => error);
      expect(refused, type).toMatchObject({ error: { code: 'validation_failed', details: [{ field }] } });
    }
    expect(asked).toEqual([]);
    // As by those behind the gateway, who know nothing of frames.
    const refusedThere: [string, object, string][] = [
      ['message:edit', { chatId, messageId: mine, text: '' }, '/data/text'],
      ['message:delivered', { chatId, upTo: 101 }, '/data/upTo'],
    ];
    for (const [type, data, field] of refusedThere) {
      const refused = await socket.ask(type, data).catch((error: unknown) => error);
      expect(refused, type).toMatchObject({ error: { code: 'validation_failed', details: [{ field }] } });
    }
    const overHttp = await call('PUT', `/messages/${mine}`, { text: '' });
    expect([overHttp.status, overHttp.body]).toMatchObject([400, { error: { details: [{ field: '/text' }] } }]);
  });

  test('receipts that wait for their answers keep neither others nor commands out', async () => {
    const bobs = new WireSocket(door.url);
    await bobs.hello(door.caller().token);
    const receipts: Promise<unknown>[] = [];
    for (let upTo = 1; upTo <= 120; upTo++) {
      if (upTo % 40 === 0) await setTimeout(1_050);
      receipts.push(bobs.ask('message:read', { chatId: hall, upTo }));
    }
    await bobs.ask('message:send', { chatId, messageId: newId(), text: 'hi' });
    hallAnswers.resolve();
    expect(await Promise.all(receipts)).toEqual(receipts.map(() => ({})));
    bobs.close();
  });

  test('receipts go at most once a second for each chat: the furthest for all, and all are answered', async () => {
    const bobs = new WireSocket(door.url);
    await bobs.hello(door.caller().token);
    const began = performance.now();
    const answers = [11, 12, 15, 14, 200].map((upTo) =>
      bobs.ask('message:read', { chatId, upTo }).then(
        () => upTo,
        () => 'refused',
      ),
    );
    expect(await Promise.all(answers)).toEqual([11, 12, 15, 14, 'refused']);
    expect(asked.map((command) => (command as ReceiptMove).upTo)).toEqual([11, 200, 15]);
    expect(performance.now() - began).toBeGreaterThan(1_900);
    bobs.close();
  });
});
