import { fastify } from 'fastify';
import { expect, test } from 'vitest';
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
