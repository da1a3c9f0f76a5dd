import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEngine } from './engine.ts';
import { memoryOutbox } from './outbox/memory-outbox.ts';
import { FakeServer } from './testing/fake-server.ts';
import { FakeSocket } from './testing/fake-socket.ts';
import { expectInStep } from './testing/in-step.ts';
import { receive, receiveImage } from './testing/steps.ts';
import type { Engine, OutboxStore } from './types.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function signedIn(server: FakeServer, outbox: OutboxStore = memoryOutbox()): Promise<Engine> {
  const { Socket, fetch } = server;
  const engine = createEngine({ baseUrl: 'http://fake', transport: 'cookie', WebSocket: Socket, fetch, outbox });
  void engine.session.restore();
  await vi.advanceTimersByTimeAsync(500);
  return engine;
}

const file = new Blob(['twelve bytes'], { type: 'image/png' });
const later = async <T>(promise: Promise<T>): Promise<T> => {
  await vi.advanceTimersByTimeAsync(500);
  return promise;
};

test('an uploaded image shows with its message at once, and is still with it when it goes out after a reload', async () => {
  const server = new FakeServer();
  const chatId = server.log.createChat(server.log.peers[0]!);
  const outbox = memoryOutbox();
  let attachment: unknown;
  {
    await using first = await signedIn(server, outbox);
    const told: number[] = [];
    const uploaded = await later(first.actions.upload(file, { onProgress: (part) => told.push(part) }));
    if (!uploaded.ok) throw new Error(uploaded.error.message);
    expect(uploaded.value).toMatchObject({ bytes: 12 });
    expect(told).toEqual([1]);
    attachment = uploaded.value;
    server.faults.down = true;
    server.cut();
    first.actions.send(chatId, '', { attachments: [uploaded.value] });
    const [item] = first.state.timeline(chatId).items;
    expect(item).toMatchObject({ state: 'waiting', message: { text: '', attachments: [attachment] } });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  server.faults.down = false;
  await using second = await signedIn(server, outbox);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.log.chats.get(chatId)!.messages).toMatchObject([{ attachments: [attachment] }]);
  await later(second.actions.openChat(chatId));
  expect(second.state.timeline(chatId).items).toMatchObject([
    { state: 'sent', message: { attachments: [attachment] } },
  ]);
});

test('images chosen without a connection are uploaded when it is back, each once, in their order', async () => {
  const server = new FakeServer();
  const chatId = server.log.createChat(server.log.peers[0]!);
  const outbox = memoryOutbox();
  const files = ['one', 'twelve bytes', 'three'].map((text) => ({ file: new Blob([text]), width: 4, height: 3 }));
  {
    await using first = await signedIn(server, outbox);
    server.faults.down = true;
    server.cut();
    first.actions.send(chatId, 'look', { files });
    first.actions.send(chatId, 'behind it');
    expect(first.state.timeline(chatId).items[0]).toMatchObject({ state: 'waiting', files });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  const { fetch } = server;
  const uploads: number[] = [];
  server.fetch = (async (url: URL, init: RequestInit) => {
    if (!url.pathname.endsWith('/attachments')) return fetch(url, init);
    uploads.push(((init.body as FormData).get('file') as Blob).size);
    // The second one fails once, as when the line breaks.
    if (uploads.length === 2) throw new TypeError('failed to fetch');
    return fetch(url, init);
  }) as typeof globalThis.fetch;
  server.faults.down = false;
  await using second = await signedIn(server, outbox);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(uploads).toEqual([3, 12, 12, 5]);
  const { messages } = server.log.chats.get(chatId)!;
  expect(messages.map(({ text, attachments }) => [text, attachments.map(({ bytes }) => bytes)])).toEqual([
    ['look', [3, 12, 5]],
    ['behind it', []],
  ]);
  expect(await outbox.load(second.state.me()!.id)).toEqual([]);
});

test('images that the server has let go of before their message came are uploaded again, once', async () => {
  const server = new FakeServer();
  const chatId = server.log.createChat(server.log.peers[0]!);
  const outbox = memoryOutbox();
  const image = (text: string) => ({ file: new Blob([text]), width: 4, height: 3 });
  {
    await using first = await signedIn(server, outbox);
    const uploaded = await later(first.actions.upload(image('one').file));
    if (!uploaded.ok) throw new Error(uploaded.error.message);
    const images = { attachments: [uploaded.value], uploaded: [image('one')], files: [image('three')] };
    const { send } = FakeSocket.prototype;
    vi.spyOn(FakeSocket.prototype, 'send').mockImplementation(function (this: FakeSocket, text) {
      if (!text.includes('message:send')) send.call(this, text);
      else server.cut();
    });
    first.actions.send(chatId, 'look', images);
    await vi.advanceTimersByTimeAsync(1_000);
    server.faults.down = true;
  }
  vi.restoreAllMocks();
  server.log.uploads.clear();
  server.faults.down = false;
  await using second = await signedIn(server, outbox);
  await vi.advanceTimersByTimeAsync(5_000);
  const [sent] = server.log.chats.get(chatId)!.messages;
  expect(sent?.attachments.map(({ bytes }) => bytes)).toEqual([3, 5]);
  expect(await outbox.load(second.state.me()!.id)).toEqual([]);

  vi.spyOn(server.log.uploads, 'has').mockReturnValue(false);
  server.calls.length = 0;
  second.actions.send(chatId, 'for another reason', {
    attachments: [...sent!.attachments],
    uploaded: [image('three')],
  });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.calls.filter((call) => call.endsWith('/attachments'))).toHaveLength(1);
  const refused = second.state.timeline(chatId).items.at(-1);
  expect(refused).toMatchObject({ state: 'failed', error: { code: 'not_found' } });
});

test('an upload that is cancelled says so, and so does one that cannot reach the server', async () => {
  const server = new FakeServer();
  const { fetch } = server;
  const uploading: RequestInit[] = [];
  server.fetch = ((url: URL, init: RequestInit) => {
    if (!url.pathname.endsWith('/attachments')) return fetch(url, init);
    uploading.push(init);
    return new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
  }) as typeof globalThis.fetch;
  await using engine = await signedIn(server);
  const cancelling = new AbortController();
  const cancelled = engine.actions.upload(file, { signal: cancelling.signal });
  await vi.advanceTimersByTimeAsync(500);
  expect(uploading).toHaveLength(1);
  cancelling.abort();
  expect(await later(cancelled)).toMatchObject({ error: { code: 'cancelled' } });

  const away = new FakeServer();
  await using other = await signedIn(away);
  away.faults.down = true;
  expect(await later(other.actions.upload(file))).toMatchObject({ error: { code: 'offline' } });
});

test('in a browser the progress of an upload is told while it is sent', async () => {
  const server = new FakeServer();
  await using engine = await signedIn(server);
  const sent: { url: string; type: string | undefined }[] = [];
  class Xhr {
    status = 201;
    responseText = '{"attachment": {"id": "made"}}';
    upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
    onload?: () => void;
    #headers = new Map<string, string>();
    #url = '';
    open(_: string, url: string) {
      this.#url = url;
    }
    setRequestHeader(name: string, value: string) {
      this.#headers.set(name.toLowerCase(), value);
    }
    getAllResponseHeaders = () => 'content-type: application/json\r\nx-request-id: r\r\n';
    send() {
      sent.push({ url: this.#url, type: this.#headers.get('content-type') });
      this.upload.onprogress?.({ loaded: 5, total: 20 });
      this.upload.onprogress?.({ loaded: 20, total: 20 });
      this.onload?.();
    }
  }
  vi.stubGlobal('XMLHttpRequest', Xhr);
  const told: number[] = [];
  const answer = await later(engine.actions.upload(file, { purpose: 'avatar', onProgress: (part) => told.push(part) }));
  expect(answer).toEqual({ ok: true, value: { id: 'made' } });
  expect(told).toEqual([0.25, 1]);
  // The boundary of the form is the platform's to say.
  expect(sent).toEqual([{ url: 'http://fake/api/attachments?purpose=avatar', type: undefined }]);
});

test('the images of a chat: page by page, new and deleted ones at once, and let go of with whoever looked', async () => {
  const server = new FakeServer();
  const { log } = server;
  const by = log.peers[0]!.id;
  const chatId = log.createChat(log.peers[0]!);
  const sent = Array.from({ length: 40 }, () => {
    receive(server, chatId);
    return receiveImage(server, chatId);
  });
  await using engine = await signedIn(server);
  const ids = () => engine.state.images(chatId)?.messages.map(({ id }) => id);
  expect(ids()).toBeUndefined();
  const told: string[] = [];
  engine.subscribe((changes) => told.push(...changes.map(({ kind }) => kind)));

  // What comes and goes while the page is on its way is there, or not.
  const opened = engine.actions.openImages(chatId);
  await vi.advanceTimersByTimeAsync(25);
  sent.push(receiveImage(server, chatId));
  log.happen(chatId, 'message:deleted', by, { messageId: sent[38], deletedAt: '2026-01-01T00:00:00.000Z' });
  sent.splice(38, 1);
  expect(await later(opened)).toEqual({ ok: true, value: undefined });
  expect(told).toContain('images');
  expect(ids()).toEqual(sent.slice(-30).reverse());
  expect(engine.state.images(chatId)).toBe(engine.state.images(chatId));

  expect(await later(engine.actions.loadOlderImages(chatId))).toMatchObject({ ok: true });
  expect(ids()).toEqual(sent.toReversed());
  expect(engine.state.images(chatId)).toMatchObject({ hasBefore: false });

  receive(server, chatId);
  sent.push(receiveImage(server, chatId));
  log.happen(chatId, 'message:edited', by, {
    messageId: sent[3],
    text: 'a boat',
    editedAt: '2026-01-01T00:00:00.000Z',
  });
  log.happen(chatId, 'message:deleted', by, { messageId: sent[0], deletedAt: '2026-01-01T00:00:00.000Z' });
  sent.shift();
  await vi.advanceTimersByTimeAsync(100);
  expect(ids()).toEqual(sent.toReversed());
  expect(engine.state.images(chatId)?.messages.at(-3)).toMatchObject({ text: 'a boat' });

  // Too much was missed: what is shown is loaded anew.
  server.faults.maxMissed = 1;
  server.cut();
  for (let i = 0; i < 3; i++) sent.push(receiveImage(server, chatId));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(ids()).toEqual(sent.slice(-30).reverse());
  expectInStep(engine, server);

  const calls = server.calls.length;
  engine.actions.closeImages(chatId);
  expect(ids()).toBeUndefined();
  receiveImage(server, chatId);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ids()).toBeUndefined();
  expect(server.calls.slice(calls).filter((call) => call.endsWith('/messages'))).toEqual([]);
});

test('who opens the images of a chat without a connection is told so, and who is gone before they come keeps none', async () => {
  const server = new FakeServer();
  const chatId = server.log.createChat(server.log.peers[0]!);
  receiveImage(server, chatId);
  await using engine = await signedIn(server);
  server.faults.down = true;
  server.cut();
  expect(await later(engine.actions.openImages(chatId))).toMatchObject({ ok: false, error: { code: 'offline' } });
  server.faults.down = false;
  await vi.advanceTimersByTimeAsync(30_000);
  const again = engine.actions.openImages(chatId);
  engine.actions.closeImages(chatId);
  await later(again);
  expect(engine.state.images(chatId)).toBeUndefined();
});

test('of a server that gives all messages where those with images are asked for, the images are found, too', async () => {
  const server = new FakeServer();
  const chatId = server.log.createChat(server.log.peers[0]!);
  const first = receiveImage(server, chatId);
  for (let i = 0; i < 40; i++) receive(server, chatId);
  const { fetch } = server;
  server.fetch = (async (url: URL, init: RequestInit) => {
    url.searchParams.delete('images');
    return fetch(url, init);
  }) as typeof server.fetch;
  await using engine = await signedIn(server);
  await later(engine.actions.openImages(chatId));
  expect(engine.state.images(chatId)).toEqual({ messages: [], hasBefore: true });
  await later(engine.actions.loadOlderImages(chatId));
  expect(engine.state.images(chatId)).toMatchObject({ messages: [{ id: first }], hasBefore: false });
});
