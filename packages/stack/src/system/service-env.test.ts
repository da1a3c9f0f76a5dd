import { expect, test } from 'vitest';
import { serviceDefinitions } from './definitions.ts';
import { serviceEnv } from './service-env.ts';

const stack = {
  databaseUrl: 'postgres://secret',
  redisUrl: 'redis://secret',
  natsFor: (user: string) => ({ url: 'nats://here', user, password: `of ${user}` }),
};
const door = { host: '127.0.0.1', port: 3000, webDist: '/web' };
const outside = { PATH: '/bin', DATABASE_URL: 'postgres://given', NATS_PASSWORD: 'given', RATE_LIMITS: 'off' };
const envOf = (name: string) => {
  const service = serviceDefinitions('/root').find((s) => s.name === name)!;
  return serviceEnv(service, stack, door, outside);
};

test('the gateway has the public port and no database', () => {
  expect(envOf('gateway')).toEqual({
    PATH: '/bin',
    RATE_LIMITS: 'off',
    NATS_URL: 'nats://here',
    NATS_USER: 'gateway',
    NATS_PASSWORD: 'of gateway',
    REDIS_URL: 'redis://secret',
    HOST: '127.0.0.1',
    PORT: '3000',
    WEB_DIST: '/web',
  });
});

test('chat-command has NATS alone, projection the database too', () => {
  expect(Object.keys(envOf('chat-command'))).not.toContain('DATABASE_URL');
  expect(Object.keys(envOf('chat-command'))).not.toContain('REDIS_URL');
  expect(envOf('projection').DATABASE_URL).toBe('postgres://secret');
  expect(envOf('projection').REDIS_URL).toBeUndefined();
});
