import { Type } from '@sinclair/typebox';
import { expect, test } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

const Config = Type.Object({
  NATS_URL: Type.String(),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000 }),
  RATIO: Type.Optional(Type.Number()),
  RATE_LIMITS: Type.Boolean({ default: true }),
});

function errorOf(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

test('texts become numbers and booleans; defaults stand in for what is absent or empty', () => {
  expect(loadConfig(Config, { NATS_URL: 'nats://x', PORT: '', OTHER: 'ignored' })).toEqual({
    NATS_URL: 'nats://x',
    PORT: 3000,
    RATE_LIMITS: true,
  });
  expect(loadConfig(Config, { NATS_URL: 'nats://x', PORT: '0', RATIO: '0.5', RATE_LIMITS: 'off' })).toEqual({
    NATS_URL: 'nats://x',
    PORT: 0,
    RATIO: 0.5,
    RATE_LIMITS: false,
  });
});

test.each(['true', 'on', '1', 'yes'])('%s is true', (text) => {
  expect(loadConfig(Config, { NATS_URL: 'x', RATE_LIMITS: text }).RATE_LIMITS).toBe(true);
});

test('everything missing or wrong is named at once, never its value', () => {
  const error = errorOf(() => loadConfig(Config, { PORT: 'hunter2', RATIO: 'secret', RATE_LIMITS: 'perhaps' }));
  expect(error).toBeInstanceOf(ConfigError);
  for (const name of ['NATS_URL', 'PORT', 'RATIO', 'RATE_LIMITS']) expect(error.message).toContain(name);
  expect(error.message).not.toMatch(/hunter2|secret|perhaps/);
});

test('what the example has in place of a secret is refused, also within an address', () => {
  const Secrets = Type.Object({ NATS_PASSWORD: Type.String(), REDIS_URL: Type.String(), NAME: Type.String() });
  const own = { NATS_PASSWORD: 'k1', REDIS_URL: 'redis://:k2@redis:6379', NAME: 'generated names' };
  expect(loadConfig(Secrets, own)).toEqual(own);
  const { message } = errorOf(() =>
    loadConfig(Secrets, { ...own, NATS_PASSWORD: 'generated', REDIS_URL: 'redis://:generated@redis:6379' }),
  );
  expect(message).toContain('NATS_PASSWORD ');
  expect(message).toContain('REDIS_URL ');
});

test('all of many missing variables are named', () => {
  const names = Array.from({ length: 25 }, (_, i) => `VARIABLE_${i}`);
  const Many = Type.Object(Object.fromEntries(names.map((name) => [name, Type.String()])));
  const { message } = errorOf(() => loadConfig(Many, {}));
  for (const name of names) expect(message).toContain(`${name} `);
});
