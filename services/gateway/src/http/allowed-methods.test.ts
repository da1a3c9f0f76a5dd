import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { isSameOrigin } from '../auth/same-origin.ts';
import { AllowedMethods } from './allowed-methods.ts';

test('the methods of a path, whatever its parameters are', async () => {
  const app = fastify({ exposeHeadRoutes: false });
  const methods = new AllowedMethods();
  methods.watch(app);
  app.get('/api/chats/:id', async () => ({}));
  app.delete('/api/chats/:id', async () => ({}));
  app.get('/*', async () => ({}));
  await app.ready();
  expect(methods.of('/api/chats/a.b?c=d')).toEqual(['GET', 'DELETE']);
  expect(methods.of('/api/chats/a/b')).toEqual([]);
  expect(methods.of('/api/other')).toEqual([]);
  await app.close();
});

test.each([
  ['https://chat.example', 'chat.example', true],
  ['http://localhost:3000', 'localhost:3000', true],
  ['http://localhost:3001', 'localhost:3000', false],
  ['https://chat.example.evil.example', 'chat.example', false],
  ['null', 'chat.example', false],
  [undefined, 'chat.example', false],
])('origin %s at host %s: %s', (origin, host, same) => {
  expect(isSameOrigin({ headers: origin === undefined ? {} : { origin }, host })).toBe(same);
});
