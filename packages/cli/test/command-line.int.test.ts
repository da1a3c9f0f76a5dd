import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messenger, openLog, operatorEnv, type TestStack, testStack } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

let stack: TestStack;
let env: Record<string, string>;
beforeAll(async () => {
  stack = await testStack({ chatShards: 2 });
  env = operatorEnv({ natsFor: stack.natsFor });
});
afterAll(() => stack[Symbol.asyncDispose]());

test('what is no command says how to use it and ends with 2', async () => {
  for (const args of [[], ['sing'], ['provision', '--loudly']]) {
    const { code, stdout, stderr } = await messenger(args);
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/Usage: messenger|error: /);
  }
  const help = await messenger(['--help']);
  expect(help.code).toBe(0);
  expect(help.stdout).toContain('provision');
});

test('without a server, a login or a log it says so, and ends with 1', async () => {
  const said = async (vars: Record<string, string>) => {
    const { code, stdout, stderr } = await messenger(['positions'], vars);
    expect({ code, stdout }, stderr).toEqual({ code: 1, stdout: '' });
    return stderr;
  };
  expect(await said({})).toMatch(/NATS_URL is not set/);
  expect(await said({ NATS_URL: 'nats://127.0.0.1:1' })).toMatch(/cannot be reached/);
  expect(await said({ ...env, NATS_PASSWORD: 'wrong' })).toMatch(/cannot be reached as operator/);
  expect(await said(env)).toMatch(/no log here/);
});

test('provision makes the log, again and again, but never with another shard count', async () => {
  const first = await messenger(['provision', '--json'], { ...env, CHAT_SHARDS: '2' });
  expect(first.code, first.stderr).toBe(0);
  const again = await messenger(['provision', '--json'], { ...env, CHAT_SHARDS: '2' });
  expect(again.stdout).toBe(first.stdout);
  const other = await messenger(['provision'], { ...env, CHAT_SHARDS: '4' });
  expect(other.code).toBe(1);
  expect(other.stderr).toMatch(/2 chat shards, not 4: say CHAT_SHARDS=2, or export and import/);
  await using log = await openLog(stack);
  expect(JSON.parse(first.stdout)).toEqual(log.events.shape);
});

test('of several servers of a cluster it takes one that is there', async () => {
  const several = { ...env, NATS_URL: `nats://127.0.0.1:1,${env.NATS_URL}` };
  const { code, stderr } = await messenger(['provision'], { ...several, CHAT_SHARDS: '2' });
  expect(code, stderr).toBe(0);
});

test('it finds what npm start has started by itself', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'messenger-cli-'));
  const lines = Object.entries(env).map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(join(dir, 'stack.env'), lines.join(''));
  const { code, stderr } = await messenger(['provision'], { DATA_DIR: dir, CHAT_SHARDS: '2' });
  expect(code, stderr).toBe(0);
  await rm(dir, { recursive: true });
});
