import { expect, test } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

test.each([
  ['https://chat.example', 'https', 'chat.example', true],
  ['https://chat.example', 'https', 'chat.example:443', true],
  ['https://chat.example', 'wss', 'chat.example', true],
  ['http://localhost:3000', 'http', 'localhost:3000', true],
  ['http://localhost:3001', 'http', 'localhost:3000', false],
  ['https://localhost:3000', 'http', 'localhost:3000', false],
  ['http://chat.example', 'https', 'chat.example', false],
  ['ftp://chat.example', 'https', 'chat.example', false],
  ['https://chat.example.evil.example', 'https', 'chat.example', false],
  ['https://chat.example/', 'https', 'chat.example', false],
  ['null', 'https', 'chat.example', false],
  ['null', 'https', 'not a host', false],
  [undefined, 'https', 'chat.example', false],
])('origin %s over %s at host %s: %s', (origin, protocol, host, same) => {
  const headers = origin === undefined ? {} : { origin };
  expect(isSameOrigin({ headers, protocol: protocol as 'https', host })).toBe(same);
});
