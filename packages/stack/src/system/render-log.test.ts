import { expect, test } from 'vitest';
import { renderLog } from './render-log.ts';

test('a service entry becomes one line: who, level, message, the other fields', () => {
  const entry = { level: 'warn', time: '2026-11-23T10:00:00.123Z', service: 'auth', msg: 'slow', ms: 3, user: 'ann' };
  expect(renderLog('auth', JSON.stringify(entry), false)).toMatch(
    /^\d\d:\d\d:\d\d\.123 auth {11}WARN slow ms=3 user=ann$/,
  );
});

test('an error shows its stack, a warning only its message', () => {
  const err = { message: 'no', stack: 'Error: no\n    at here' };
  expect(renderLog('auth', JSON.stringify({ level: 'error', msg: 'failed', err }), false)).toContain('at here');
  expect(renderLog('auth', JSON.stringify({ level: 'warn', msg: 'failed', err }), false)).toMatch(/failed: no$/);
});

test('what is no entry is shown as it is', () => {
  expect(renderLog('gateway', 'plain words', false)).toContain('plain words');
  expect(renderLog('gateway', '{"half": ', false)).toContain('{"half": ');
});
