import { expect, test } from 'vitest';
import { httpClient } from './http-client.ts';

const asked = (answer: () => Response) =>
  httpClient({
    baseUrl: 'http://messenger.test',
    fetch: async () => answer(),
    token: async () => ({ ok: true, value: 'token' }),
    cursor: () => undefined,
    device: undefined,
  }).request({ method: 'GET', path: '/sync' });

test('an answer whose body is cut off halfway is a failure like one that never came', async () => {
  const cut = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"events":['));
    },
    pull(controller) {
      controller.error(new TypeError('terminated'));
    },
  });
  expect(await asked(() => new Response(cut, { status: 200 }))).toMatchObject({
    ok: false,
    error: { code: 'offline' },
  });
});

test('a good answer that is not what the server writes is a failure, one without a body is none', async () => {
  const page = () => new Response('<html>Log in to the airport</html>', { status: 200 });
  expect(await asked(page)).toMatchObject({ ok: false, error: { code: 'bad_answer' } });
  expect(await asked(() => new Response(null, { status: 204 }))).toEqual({ ok: true, value: undefined });
  expect(await asked(() => Response.json({ chats: [] }))).toEqual({ ok: true, value: { chats: [] } });
});

test('a request has one id, which the server logs, however often it is tried; another has another', async () => {
  const ids: (string | null)[] = [];
  const answer = (headers: Headers) => {
    ids.push(headers.get('x-request-id'));
    return Response.json({}, { status: ids.length === 1 ? 401 : 200 });
  };
  const client = httpClient({
    baseUrl: 'http://messenger.test',
    fetch: async (_, init) => answer(new Headers(init?.headers)),
    token: async () => ({ ok: true, value: 'token' }),
    cursor: () => undefined,
    device: undefined,
  });
  for (const path of ['/sync', '/chats']) expect((await client.request({ method: 'GET', path })).ok).toBe(true);
  expect(ids).toEqual([expect.stringMatching(/^[\w-]{1,64}$/), ids[0], expect.not.stringMatching(ids[0]!)]);
});
