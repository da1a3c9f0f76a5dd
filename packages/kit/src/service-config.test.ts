import { Type } from '@sinclair/typebox';
import { expect, test } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';
import { serviceConfig } from './service-config.ts';

const Config = Type.Composite([serviceConfig('auth'), Type.Object({ REDIS_URL: Type.Optional(Type.String()) })]);
const env = { NATS_URL: 'nats://x', NATS_PASSWORD: 'secret' };

test('a service logs in as itself unless told otherwise, and composes its own variables with those of all', () => {
  expect(loadConfig(Config, { ...env, REDIS_URL: 'redis://x', LOG_LEVEL: 'debug' })).toEqual({
    ...env,
    NATS_USER: 'auth',
    HOST: '127.0.0.1',
    HEALTH_PORT: 0,
    LOG_LEVEL: 'debug',
    REDIS_URL: 'redis://x',
  });
});

test.each([
  ['LOG_LEVEL', 'verbose'],
  ['HEALTH_PORT', '70000'],
  ['NATS_PASSWORD', ''],
])('%s cannot be %j', (name, value) => {
  expect(() => loadConfig(Config, { ...env, [name]: value })).toThrow(ConfigError);
  expect(() => loadConfig(Config, { ...env, [name]: value })).toThrow(name);
});
