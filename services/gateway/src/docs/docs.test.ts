import helmet from '@fastify/helmet';
import { clientFrames, flawsOf, http, operations, pushFrame, pushKinds } from '@messenger/proto';
import type { TSchema } from '@sinclair/typebox';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { securityHeaders } from '../http/security-headers.ts';
import { asyncApi } from './asyncapi.ts';
import { exampleOf } from './example.ts';
import { published } from './published.ts';
import { serveDocs } from './serve-docs.ts';

const fitting = (schema: TSchema) => expect(flawsOf(schema, exampleOf(published(schema)))).toEqual([]);

test.each(operations)('examples of the answers of $id fit', ({ answers }) => {
  for (const { body } of Object.values(answers)) if (body) fitting(body);
});

test('examples of what clients send fit', () => {
  for (const [name, schema] of Object.entries(http)) if (/Body$/.test(name)) fitting(schema as TSchema);
  for (const schema of Object.values(clientFrames)) fitting(schema);
});

test('examples of pushes fit', () => {
  for (const type of Object.keys(pushKinds)) fitting(pushFrame(type as keyof typeof pushKinds));
});

test('limits of texts are published in code points', () => {
  expect(published(http.EditMessageBody)).toMatchObject({ properties: { text: { minLength: 0, maxLength: 10_000 } } });
});

test('a route is documented as what the contract says it serves, whatever it names its parameters', async () => {
  const app = fastify();
  await app.register(helmet, securityHeaders);
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => JSON.stringify);
  await serveDocs(app);
  const schema = { params: http.ChatOrSlugParams };
  app.get('/api/chats/:chat', { schema }, async () => ({}));
  app.delete('/api/chats/:chatId', { schema }, async () => ({}));
  app.get('/api/other', async () => ({}));
  const { paths, components } = (await app.inject('/docs/openapi.json')).json();
  expect(Object.keys(paths)).toEqual(['/api/chats/{chatId}']);
  const { get } = paths['/api/chats/{chatId}'];
  expect(Object.keys(paths['/api/chats/{chatId}'])).toEqual(['get', 'delete']);
  expect(get).toMatchObject({ operationId: 'getChat', security: [{ token: [] }] });
  expect(Object.keys(get.responses)).toEqual(['200', '400', '401', '404', '429', '500', '503']);
  expect(get.responses[200].content['application/json'].schema.properties.chat.$ref).toBe('#/components/schemas/Chat');
  expect(components.schemas.Chat.properties.members.items.$ref).toBe('#/components/schemas/Member');
  expect((await app.inject('/docs')).body).toContain('swagger-ui');
});

test('the socket document names every frame and push', () => {
  const { components, operations: asked } = asyncApi() as { components: { messages: object }; operations: object };
  const names = Object.values(components.messages).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([...Object.keys(clientFrames), ...Object.keys(pushKinds), 'error']));
  expect(Object.keys(asked)).toHaveLength(Object.keys(clientFrames).length + 1);
});
