import type { Message } from '@messenger/proto';
import { expect, vi } from 'vitest';
import { createEngine } from '../engine.ts';
import type { Engine, EngineOptions } from '../types.ts';
import type { FakeServer } from './fake-server.ts';

export const engineOf = (server: FakeServer, more: Partial<EngineOptions> = {}): Engine =>
  createEngine({
    baseUrl: 'http://fake',
    transport: 'cookie',
    WebSocket: server.Socket,
    fetch: server.fetch,
    ...more,
  });

/** An engine that has loaded everything; under fake timers. */
export async function signedIn(server: FakeServer, more: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = engineOf(server, more);
  void engine.session.restore();
  await vi.advanceTimersByTimeAsync(500);
  expect(engine.state.connection().state).toBe('online');
  expect(engine.state.loaded()).toBe(true);
  return engine;
}

export const textsOf = (engine: Engine, chatId: string) =>
  engine.state.timeline(chatId).items.map((item) => `${item.message.text} ${item.state}`);

/** The engine shows what the log says: nothing missing, nothing twice, nothing out of order. */
export function expectInStep(engine: Engine, { log, overlappingSends }: FakeServer): void {
  for (const [chatId, { chat, messages }] of log.chats) {
    const shown = engine.state.chat(chatId);
    expect(shown && { ...shown, members: shown.members ?? chat.members }).toEqual(chat);
    const timeline = engine.state.timeline(chatId);
    expect(timeline.items.map((item) => item.message)).toEqual(timeline.loaded ? messages : []);
    expect(timeline.items.every((item) => item.state === 'sent')).toBe(true);
    const images = engine.state.images(chatId);
    const withImages = messages.filter(({ attachments }) => attachments.length > 0).reverse();
    const shownOf = ({ id, version, text, attachments }: Message) => ({ id, version, text, attachments });
    if (images) {
      const among = images.hasBefore ? withImages.slice(0, images.messages.length) : withImages;
      expect(images.messages.map(shownOf)).toEqual(among.map(shownOf));
    }
  }
  expect(engine.state.chats()).toHaveLength(log.chats.size);
  const contacts = engine.state.contacts().map(({ user, since }) => ({ user, since }));
  expect(new Set(contacts)).toEqual(new Set(log.contacts.values()));
  const requests = engine.state.requests().incoming.map(({ user, at }) => ({ user, at }));
  expect(new Set(requests)).toEqual(new Set(log.requests.values()));
  for (const peer of log.peers) expect([undefined, peer]).toContainEqual(engine.state.user(peer.id));
  expect(engine.state.connection()).toMatchObject({ state: 'online', waiting: 0 });
  expect(overlappingSends).toBe(0);
}
