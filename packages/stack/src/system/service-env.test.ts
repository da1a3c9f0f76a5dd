import { expect, test } from 'vitest';
import { serviceDefinitions } from './definitions.ts';
import { serviceEnv } from './service-env.ts';

const stack = {
  databaseUrl: 'postgres://secret',
  redisUrl: 'redis://secret',
  mediaSecret: 'shared',
  mediaDir: '/data/media',
  natsFor: (user: string) => ({ url: 'nats://here', user, password: `of ${user}` }),
};
const door = { host: '127.0.0.1', port: 3000, webDist: '/web' };
const outside = {
  PATH: '/bin',
  DATABASE_URL: 'postgres://given',
  NATS_PASSWORD: 'given',
  RATE_LIMITS: 'off',
  S3_BUCKET: 'b',
};
const media = { ports: [4001, 4002], index: 1 };
const envOf = (name: string) => {
  const service = serviceDefinitions('/root').find((s) => s.name === name)!;
  return serviceEnv(service, stack, { door, media }, outside);
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
    MEDIA_SECRET: 'shared',
    MEDIA_URL: 'http://127.0.0.1:4001,http://127.0.0.1:4002',
    NODE_OPTIONS: '--max-semi-space-size=64',
  });
});

test('what is given to Node holds', () => {
  const given = { ...outside, NODE_OPTIONS: '--max-semi-space-size=8' };
  const optionsOf = (name: string) => {
    const service = serviceDefinitions('/root').find((s) => s.name === name)!;
    return serviceEnv(service, stack, { door, media }, given).NODE_OPTIONS;
  };
  expect(optionsOf('gateway')).toBe('--max-semi-space-size=64 --max-semi-space-size=8');
  expect(optionsOf('projection')).toBe('--max-semi-space-size=8');
});

test('media has a private port, the secret of its door and the way to its store', () => {
  const { PORT, MEDIA_SECRET, MEDIA_DIR, S3_BUCKET, HOST, DATABASE_URL } = envOf('media');
  expect({ PORT, MEDIA_SECRET, MEDIA_DIR, S3_BUCKET }).toEqual({
    PORT: '4002',
    MEDIA_SECRET: 'shared',
    MEDIA_DIR: '/data/media',
    S3_BUCKET: 'b',
  });
  expect([HOST, DATABASE_URL]).toEqual([undefined, 'postgres://secret']);
  expect(Object.keys(envOf('auth')).filter((name) => /MEDIA|S3/.test(name))).toEqual([]);
});

test('chat-command has NATS alone, projection the database too', () => {
  expect(Object.keys(envOf('chat-command'))).not.toContain('DATABASE_URL');
  expect(Object.keys(envOf('chat-command'))).not.toContain('REDIS_URL');
  expect(envOf('projection').DATABASE_URL).toBe('postgres://secret');
  expect(envOf('projection').REDIS_URL).toBeUndefined();
});
