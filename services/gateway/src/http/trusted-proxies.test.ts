import { ConfigError } from '@messenger/kit';
import { expect, test } from 'vitest';
import { trustedProxies } from './trusted-proxies.ts';

test('nobody, or named addresses and networks', () => {
  expect(trustedProxies('off')).toBe(false);
  expect(trustedProxies('10.0.0.0/8, ::1,loopback')).toEqual(['10.0.0.0/8', '::1', 'loopback']);
});

test.each(['on', 'true', '1', '*', '10.0.0', 'example.com', ''])('%j is refused', (text) => {
  expect(() => trustedProxies(text)).toThrow(ConfigError);
});
