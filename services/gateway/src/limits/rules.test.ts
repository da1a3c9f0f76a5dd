import { ConfigError, loadConfig } from '@messenger/kit';
import { expect, test } from 'vitest';
import { Config } from '../config.ts';
import { Limits } from './limits.ts';
import { rulesOf } from './rules.ts';

const configOf = (env: Record<string, string>) =>
  loadConfig(Config, { NATS_URL: 'nats://x', NATS_PASSWORD: 'x', ...env });

test('what the product promises, and what an operator sets', () => {
  const most = (env: Record<string, string>) => Object.fromEntries(rulesOf(configOf(env)).map((r) => [r.name, r.most]));
  const promised = {
    calls: 100,
    messages: 10,
    changes: 40,
    presences: 30,
    receipts: 40,
    sessions: 100,
    uploads: 10,
    contactRequests: 50,
    registrations: 20,
    logins: 60,
  };
  expect(most({})).toEqual(promised);
  expect(most({ LIMIT_CALLS_PER_MINUTE: '5' })).toMatchObject({ calls: 5, sessions: 5, messages: 10 });
  expect(rulesOf(configOf({})).find(({ name }) => name === 'changes')).toMatchObject({ seconds: 4 });
});

test('off lifts all, but never in production', () => {
  expect(rulesOf(configOf({ RATE_LIMITS: 'off', NODE_ENV: 'development' }))).toEqual([]);
  expect(() => rulesOf(configOf({ RATE_LIMITS: 'off', NODE_ENV: 'production' }))).toThrow(ConfigError);
  expect(rulesOf(configOf({ NODE_ENV: 'production' }))).not.toEqual([]);
});

test('with its key a contact request is repeated freely only a few times: the key may be forgotten where it is taken', async () => {
  const limits = new Limits(rulesOf(configOf({ LIMIT_CONTACT_REQUESTS_PER_DAY: '3' })), undefined);
  const refused: boolean[] = [];
  for (let i = 0; i < 12; i++) {
    refused.push((await limits.refusalOf('contactRequests', { userId: 'ann' }, 'key:bob')) !== undefined);
  }
  expect(refused).toEqual([...Array(8).fill(false), ...Array(4).fill(true)]);
});
